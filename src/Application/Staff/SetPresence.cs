using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Staff;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Staff;

/// <summary>Says whether one may receive work now.</summary>
public static class SetPresence
{
    [Requires(Permissions.Escalation.Handle)]
    public sealed record Command(Presence Presence) : ICommand;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Presence).IsInEnum();
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            (await db.Me(actor, ct)).SetPresence(command.Presence);
            return Unit.Value;
        }
    }
}
