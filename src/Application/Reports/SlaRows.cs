using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;

namespace EscalationCqrs.Application.Reports;

/// <summary>The counts of the SLA report that can be opened.</summary>
public enum SlaMeasure { Opened, FirstResponses, FirstResponsesInTime, FirstResponsesLate, Resolved, ResolvedInTime, ResolvedLate, Breaches }

/// <summary>Which rows of the SLA report are wanted.</summary>
/// <param name="Team"><c>none</c> or the id of a team; empty means all.</param>
public sealed record SlaRowFilter(DateOnly? From = null, DateOnly? To = null, SlaMeasure Measure = SlaMeasure.Opened, string? Team = null, Priority? Priority = null);

/// <summary>One row behind a count. No words of the customer, addresses masked.</summary>
/// <param name="At">What places it in the interval: opening, resolution or due time.</param>
/// <param name="Target">The missed target, for breaches.</param>
public sealed record SlaRow(Guid EscalationId, DateTimeOffset At, DateTimeOffset OpenedAt, EscalationState State, Priority Priority, string? Team, string? Owner, string? Phone, string? Email,
    DateTimeOffset? FirstAssignedAt, DateTimeOffset? FirstRespondedAt, DateTimeOffset? ResolvedAt, SlaTarget? Target, bool Breached);

/// <summary>The same conditions as the figures, so that totals equal the rows.</summary>
internal static class SlaRows
{
    /// <summary>One thing counted, with the key that orders rows of the same moment.</summary>
    internal sealed class Fact
    {
        public required DateTimeOffset At { get; init; }
        public required Guid Key { get; init; }
        public required Guid EscalationId { get; init; }
        public required Guid? TeamId { get; init; }
        public required Priority Priority { get; init; }
        public SlaTarget? Target { get; init; }
    }

    public static IQueryable<Fact> Facts(this IDeskDb db, SlaRowFilter filter, Days days)
    {
        var (start, end) = (days.Start, days.End);
        var facts = filter.Measure switch
        {
            SlaMeasure.Breaches => db.SlaBreaches.Where(b => b.DueAt >= start && b.DueAt < end)
                .Select(b => new Fact { At = b.DueAt, Key = b.Id, EscalationId = b.EscalationId, TeamId = b.TeamId, Priority = b.Priority, Target = b.Target }),
            SlaMeasure.Resolved or SlaMeasure.ResolvedInTime or SlaMeasure.ResolvedLate => Resolutions(db, filter.Measure, start, end),
            _ => Openings(db.Escalations.Where(e => e.RequestedAt >= start && e.RequestedAt < end), filter.Measure)
                .Select(e => new Fact { At = e.RequestedAt, Key = e.Id, EscalationId = e.Id, TeamId = e.TeamId, Priority = e.Priority }),
        };
        if (filter.Priority is { } priority)
            facts = facts.Where(f => f.Priority == priority);
        return OfTeam(facts, filter.Team);
    }

    public static IQueryable<SlaRow> Rows(this IDeskDb db, IQueryable<Fact> facts) =>
        from f in facts.OrderByDescending(f => f.At).ThenByDescending(f => f.Key)
        join e in db.Escalations on f.EscalationId equals e.Id
        join t in db.Teams on f.TeamId equals t.Id into teams
        from t in teams.DefaultIfEmpty()
        orderby f.At descending, f.Key descending
        select new SlaRow(e.Id, f.At, e.RequestedAt, e.State, f.Priority, t == null ? null : t.Name, e.OwnerName, Masked.Phone(e.Phone), Masked.Email(e.Email),
            e.FirstAssignedAt, e.FirstRespondedAt, e.ResolvedAt, f.Target, e.FirstResponseBreachedAt != null || e.ResolutionBreachedAt != null);

    private static IQueryable<Escalation> Openings(IQueryable<Escalation> opened, SlaMeasure measure) => measure switch
    {
        SlaMeasure.FirstResponses => opened.Where(e => e.FirstResponseBreachedAt != null || e.FirstRespondedAt != null),
        SlaMeasure.FirstResponsesInTime => opened.Where(e => e.FirstResponseBreachedAt == null && e.FirstRespondedAt != null),
        SlaMeasure.FirstResponsesLate => opened.Where(e => e.FirstResponseBreachedAt != null),
        _ => opened,
    };

    private static IQueryable<Fact> Resolutions(IDeskDb db, SlaMeasure measure, DateTimeOffset start, DateTimeOffset end)
    {
        var resolved = from r in db.Events.Where(r => r.Type == EventTypes.Resolved && r.At >= start && r.At < end)
                       join e in db.Escalations on r.EscalationId equals e.Id
                       select new { r.At, r.TeamId, e.Id, e.Priority, Late = db.SlaBreaches.Any(b => b.EscalationId == e.Id && b.Target == SlaTarget.Resolution && b.DueAt < r.At) };
        if (measure != SlaMeasure.Resolved)
        {
            var late = measure == SlaMeasure.ResolvedLate;
            resolved = resolved.Where(r => r.Late == late);
        }

        return resolved.Select(r => new Fact { At = r.At, Key = r.Id, EscalationId = r.Id, TeamId = r.TeamId, Priority = r.Priority });
    }

    private static IQueryable<Fact> OfTeam(IQueryable<Fact> facts, string? team) => team switch
    {
        null or "" => facts,
        "none" => facts.Where(f => f.TeamId == null),
        _ when Guid.TryParse(team, out var id) => facts.Where(f => f.TeamId == id),
        _ => throw new FieldRefused("team", "bad_value", "Use none or the id of a team."),
    };
}
