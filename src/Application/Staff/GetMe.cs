using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Staff;

/// <summary>Who one is here, and what one may do.</summary>
public static class GetMe
{
    [NoPermissionNeeded("tells the actor about the actor")]
    public sealed record Query : IQuery<Result>;

    /// <param name="Role">Null for the platform's own administrators and for API tokens, who are no members.</param>
    /// <param name="TimeZone">One's own; null follows the tenant's.</param>
    /// <param name="Phone">The telephone on which one calls customers.</param>
    /// <param name="Visit">Why, and until when, a platform administrator is here.</param>
    public sealed record Result(Guid Id, string Name, string? Email, string? Role, Presence? Presence, int OpenCount, int MaxConcurrent, string Locale, string? TimeZone, string? Phone,
        Guid TenantId, string TenantSlug, string TenantName, string TenantTimeZone, IReadOnlyList<Guid> TeamIds, IReadOnlyList<string> Permissions, Visit? Visit);

    public sealed record Visit(Guid Id, string Reason, DateTimeOffset FromAt, DateTimeOffset UntilAt);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var me = actor.Id ?? throw new NotSignedIn();
            var tenant = await db.Tenants.SingleOrDefaultAsync(ct) ?? throw new RuleViolation("no_tenant", "Enter a tenant first.");
            var member = await db.Staff.SingleOrDefaultAsync(s => s.Id == me, ct);
            var visit = actor.VisitId is { } id
                ? await db.PlatformVisits.Where(v => v.Id == id).Select(v => new Visit(v.Id, v.Reason, v.FromAt, v.UntilAt)).SingleOrDefaultAsync(ct) : null;
            var open = member is null ? 0 : await db.Load().CountAsync(e => e.OwnerId == me, ct);
            return new(me, member?.Name ?? actor.Name, member?.Email ?? actor.Email, member?.Role, member?.Presence, open, member?.MaxConcurrent ?? 0,
                member?.Locale ?? tenant.Locale, member?.TimeZone, member?.Phone, tenant.Id, tenant.Slug, tenant.Name, tenant.TimeZone, actor.TeamIds, [.. actor.Permissions.Order()], visit);
        }
    }
}
