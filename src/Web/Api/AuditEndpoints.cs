using EscalationCqrs.Application.Audit;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Domain.Audit;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Who did what, and the proof that nobody changed the record.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/audit").WithTags("Audit").RequireAuthorization();
        api.MapGet("/", ([AsParameters] ListQuery q, IMediator m, CancellationToken ct) => m.Send(q.ToQuery(), ct)).WithSummary("Entries that match, newest first");
        api.MapGet("/verify", (IMediator m, CancellationToken ct) => m.Send(new VerifyAudit.Query(), ct)).WithSummary("Reckon the chain of seals again and name the first link that does not hold");
        api.MapGet("/platform-visits", (bool? running, string? cursor, int? limit, IMediator m, CancellationToken ct) => m.Send(new ListPlatformVisits.Query(running ?? false, cursor, limit ?? 50), ct))
            .WithSummary("Who of the platform entered the tenant, when, why and until when");
    }

    /// <param name="ActorId">A member of staff or an API token.</param>
    /// <param name="Action">Name of a use case, such as <c>ClaimEscalation</c>.</param>
    /// <param name="ResourceType">Such as <c>escalation</c>; with <paramref name="ResourceId"/> one thing.</param>
    /// <param name="From">First day in the tenant's zone, <c>2026-11-01</c>.</param>
    /// <param name="To">Last day in the tenant's zone.</param>
    public sealed record ListQuery(Guid? ActorId, string? Action, string? ResourceType, Guid? ResourceId, string? Outcome, string? Severity, DateOnly? From, DateOnly? To, string? Cursor, int? Limit)
    {
        public ListAuditEntries.Query ToQuery() => new(ActorId, Action, ResourceType, ResourceId, QueryWords.Word<AuditOutcome>("outcome", Outcome),
            QueryWords.Word<AuditSeverity>("severity", Severity), From, To, Cursor, Limit ?? 50);
    }
}
