using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Gives work back to the queue, where anyone entitled can claim it.</summary>
public static class ReleaseEscalation
{
    [Requires(Permissions.Escalation.Handle)]
    public sealed record Command(Guid EscalationId, string? Reason = null) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.EscalationId).NotEmpty();
            RuleFor(c => c.Reason).MaximumLength(500);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            actor.GuardMine(escalation);

            escalation.Release(actor.Stamp(), command.Reason, clock.GetUtcNow());

            return Unit.Value;
        }
    }
}
