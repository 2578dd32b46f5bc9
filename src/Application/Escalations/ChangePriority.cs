using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Changes the urgency; due times follow from the history.</summary>
public static class ChangePriority
{
    [Requires(Permissions.Escalation.Handle)]
    public sealed record Command(Guid EscalationId, Priority Priority) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.EscalationId).NotEmpty();
            RuleFor(c => c.Priority).IsInEnum();
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            actor.GuardNotAnothers(escalation);

            escalation.ChangePriority(command.Priority, await db.SlaTargets(command.Priority, ct), actor.Stamp(), clock.GetUtcNow());

            return Unit.Value;
        }
    }
}
