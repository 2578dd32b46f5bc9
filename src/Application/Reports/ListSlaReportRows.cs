using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Reports;

/// <summary>The rows behind one count of the SLA report, newest first, a page at a time.</summary>
public static class ListSlaReportRows
{
    [Requires(Permissions.Report.Read), Audited]
    public sealed record Query(SlaRowFilter Filter, string? Cursor = null, int Limit = 50) : IQuery<Result>;

    /// <param name="Total">All rows of the filter; equals the count in the report.</param>
    public sealed record Result(IReadOnlyList<SlaRow> Items, string? NextCursor, int Total, DateOnly From, DateOnly To, string TimeZone, DateTimeOffset AsOf);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Limit).InclusiveBetween(1, 200);
            RuleFor(q => q.Filter.Measure).IsInEnum();
            RuleFor(q => q.Filter.Priority).IsInEnum();
        }
    }

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var days = SlaPeriod.Of(query.Filter.From, query.Filter.To, await db.Tenants.Select(t => t.TimeZone).SingleAsync(ct), now);
            var facts = db.Facts(query.Filter, days);
            var page = After(facts, query.Cursor).OrderByDescending(f => f.At).ThenByDescending(f => f.Key).Take(query.Limit + 1);
            var keys = await page.Select(f => new { f.At, f.Key }).ToListAsync(ct);
            var next = keys.Count > query.Limit ? Cursor.Encode(keys[query.Limit - 1].At, keys[query.Limit - 1].Key) : null;
            return new(await db.Rows(page.Take(query.Limit)).ToListAsync(ct), next, await facts.CountAsync(ct), days.From, days.To, days.Zone, now);
        }

        private static IQueryable<SlaRows.Fact> After(IQueryable<SlaRows.Fact> facts, string? cursor)
        {
            if (cursor is null)
                return facts;
            var place = Cursor.Decode(cursor, 2);
            var (at, key) = (Cursor.Time(place[0]), Cursor.Id(place[1]));
            return facts.Where(f => f.At <= at && (f.At < at || f.Key.CompareTo(key) < 0));
        }
    }
}
