using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>An agent takes unowned work. Of many at once exactly one succeeds; repeating one's own claim changes nothing.</summary>
public static class ClaimEscalation
{
    [Requires(Permissions.Escalation.Claim)]
    public sealed record Command(Guid EscalationId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    public sealed record Result(Guid EscalationId, EscalationState State, Guid AgentId, string AgentName, string AgentEmail, DateTimeOffset AssignedAt);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.EscalationId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            (await db.Tenant(ct)).GuardSelfClaim(actor);
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            var me = await db.Me(actor, ct);

            escalation.Claim(me, AssignmentCause.Claim, actor.Stamp(), clock.GetUtcNow());

            return new(escalation.Id, escalation.State, me.Id, me.Name, me.Email, escalation.AssignedAt!.Value);
        }
    }
}
