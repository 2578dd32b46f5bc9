using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Platform;

/// <summary>A platform administrator leaves the tenant before the time is over; every session of that visit ends.</summary>
public static class LeaveTenant
{
    [NoPermissionNeeded("ends the actor's own visit only")]
    public sealed record Command : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("platform_visit", null);
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var visit = await db.PlatformVisits.SingleOrDefaultAsync(v => v.Id == actor.VisitId, ct) ?? throw new RuleViolation("not_visiting", "You have not entered a tenant.");

            visit.Leave(clock.GetUtcNow());
            db.Audit("TenantLeft", "platform_visit", visit.Id, AuditSeverity.Warning, visit.Reason);

            return Unit.Value;
        }
    }
}
