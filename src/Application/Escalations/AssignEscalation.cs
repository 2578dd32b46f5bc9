using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Puts unowned work into the hands of one agent.</summary>
public static class AssignEscalation
{
    [Requires(Permissions.Inbox.Assign)]
    public sealed record Command(Guid EscalationId, Guid UserId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.EscalationId).NotEmpty();
            RuleFor(c => c.UserId).NotEmpty().Says("person_required", "Choose a member of staff.");
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            var agent = await db.Agent(actor, escalation, command.UserId, "userId", ct);

            escalation.AssignTo(agent, actor.Stamp(), clock.GetUtcNow());

            return Unit.Value;
        }
    }
}
