using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>The present load: open work by state and priority, and how much of it is late. Who reads the tenant's reports gets the whole, others what they see.</summary>
public static class GetEscalationStats
{
    [Requires(Permissions.Analytics.View)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Overdue">Open work whose next target has passed.</param>
    public sealed record Result(int Pending, int Assigned, int InProgress, int WaitingOnCustomer, int Overdue, int ResolvedLast24Hours, IReadOnlyDictionary<Priority, int> OpenByPriority,
        DateTimeOffset? OldestPendingAt, DateTimeOffset AsOf);

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var seen = actor.May(Permissions.Report.Read) ? db.Escalations : db.Escalations.VisibleTo(actor);
            var open = await seen.Where(e => e.Unfinished)
                .GroupBy(e => new { e.State, e.Priority })
                .Select(g => new { g.Key.State, g.Key.Priority, Count = g.Count(), Overdue = g.Count(e => e.DueOrder < now), Oldest = g.Min(e => e.RequestedAt) })
                .ToListAsync(ct);
            var dayAgo = now.AddDays(-1);
            var resolved = await db.Events.CountAsync(e => e.Type == EventTypes.Resolved && e.At > dayAgo && seen.Any(s => s.Id == e.EscalationId), ct);
            int In(EscalationState state) => open.Where(o => o.State == state).Sum(o => o.Count);
            return new(In(EscalationState.Pending), In(EscalationState.Assigned), In(EscalationState.InProgress), In(EscalationState.WaitingOnCustomer), open.Sum(o => o.Overdue), resolved,
                Enum.GetValues<Priority>().ToDictionary(p => p, p => open.Where(o => o.Priority == p).Sum(o => o.Count)),
                open.Where(o => o.State == EscalationState.Pending).Select(o => (DateTimeOffset?)o.Oldest).Min(), now);
        }
    }
}
