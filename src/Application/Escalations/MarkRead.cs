using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>The owner has seen the customer's messages; the unread mark goes.</summary>
public static class MarkRead
{
    [Requires(Permissions.Escalation.Handle)]
    public sealed record Command(Guid EscalationId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.EscalationId).NotEmpty();
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            if (escalation.IsOwnedBy(actor.Id))
                escalation.MarkRead(actor.Stamp(), clock.GetUtcNow());

            return Unit.Value;
        }
    }
}
