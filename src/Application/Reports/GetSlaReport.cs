using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Escalations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Reports;

/// <summary>How well the targets were kept over some days, as a whole and by day, team and priority, beside the same number of days before.</summary>
public static class GetSlaReport
{
    /// <param name="From">First day in the tenant's zone; two weeks that end today without.</param>
    /// <param name="To">Last day in the tenant's zone.</param>
    [Requires(Permissions.Report.Read)]
    public sealed record Query(DateOnly? From = null, DateOnly? To = null) : IQuery<Result>;

    /// <param name="TimeZone">Whose days these are.</param>
    /// <param name="Clock">Times are elapsed time, day and night; targets pause while we wait for the customer.</param>
    /// <param name="Days">Every day of the interval, also those on which nothing happened.</param>
    public sealed record Result(DateOnly From, DateOnly To, string TimeZone, string Clock, DateTimeOffset AsOf, Figures Total, Period Before, IReadOnlyList<DayRow> Days,
        IReadOnlyList<TeamRow> Teams, IReadOnlyList<PriorityRow> Priorities, IReadOnlyList<SlaFormula> Formulas);

    public sealed record Figures(SlaCounts Counts, SlaTimes Times);

    public sealed record Period(DateOnly From, DateOnly To, SlaCounts Counts, SlaTimes Times);

    public sealed record DayRow(DateOnly Day, SlaCounts Counts, SlaTimes Times);

    /// <param name="TeamId">Null for work without a team.</param>
    public sealed record TeamRow(Guid? TeamId, string? Team, SlaCounts Counts, SlaTimes Times);

    public sealed record PriorityRow(Priority Priority, SlaCounts Counts, SlaTimes Times);

    internal sealed class Handler(IDeskDb db, ISlaFigures figures, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var days = SlaPeriod.Of(query.From, query.To, await db.Tenants.Select(t => t.TimeZone).SingleAsync(ct), now);
            var groups = await figures.Read(days, ct);
            var before = (await figures.Read(days.Before, ct)).Single(g => g.Grouping == SlaGrouping.Whole);
            var whole = groups.Single(g => g.Grouping == SlaGrouping.Whole);
            return new(days.From, days.To, days.Zone, "elapsed", now, new(whole.Counts, whole.Times), new(days.Before.From, days.Before.To, before.Counts, before.Times),
                ByDay(days, groups), await ByTeam(groups, ct), ByPriority(groups), SlaFormula.All);
        }

        private static List<DayRow> ByDay(Days days, IReadOnlyList<SlaGroup> groups)
        {
            var found = groups.Where(g => g.Grouping == SlaGrouping.Day).ToDictionary(g => g.Day!.Value);
            return [.. Enumerable.Range(0, days.Count).Select(i => days.From.AddDays(i)).Select(day =>
                found.TryGetValue(day, out var g) ? new DayRow(day, g.Counts, g.Times) : new DayRow(day, SlaCounts.None, SlaTimes.None))];
        }

        private async Task<IReadOnlyList<TeamRow>> ByTeam(IReadOnlyList<SlaGroup> groups, CancellationToken ct)
        {
            var names = await db.Teams.ToDictionaryAsync(t => t.Id, t => t.Name, ct);
            return [.. groups.Where(g => g.Grouping == SlaGrouping.Team)
                .Select(g => new TeamRow(g.TeamId, g.TeamId is { } id ? names.GetValueOrDefault(id) : null, g.Counts, g.Times))
                .OrderBy(t => t.TeamId is null).ThenBy(t => t.Team, StringComparer.CurrentCultureIgnoreCase)];
        }

        private static List<PriorityRow> ByPriority(IReadOnlyList<SlaGroup> groups) =>
            [.. groups.Where(g => g.Grouping == SlaGrouping.Priority).Select(g => new PriorityRow(g.Priority!.Value, g.Counts, g.Times)).OrderByDescending(p => p.Priority)];
    }
}
