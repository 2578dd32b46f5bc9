using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Reports;

/// <summary>All rows behind one count of the SLA report at once, to be taken away as a file.</summary>
public static class ExportSlaReportRows
{
    /// <summary>A file holds at most so many rows; more are asked for in shorter intervals.</summary>
    public const int MaxRows = 50_000;

    [Requires(Permissions.Report.Read), Audited]
    public sealed record Query(SlaRowFilter Filter) : IQuery<Result>;

    /// <param name="Complete">False where the rows stop at <see cref="MaxRows"/>.</param>
    public sealed record Result(IReadOnlyList<SlaRow> Rows, SlaRowFilter Filter, string? Team, DateOnly From, DateOnly To, string TimeZone, DateTimeOffset AsOf, bool Complete);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
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
            var facts = db.Facts(query.Filter, days).OrderByDescending(f => f.At).ThenByDescending(f => f.Key).Take(MaxRows + 1);
            var rows = await db.Rows(facts).ToListAsync(ct);
            var team = Guid.TryParse(query.Filter.Team, out var id) ? await db.Teams.Where(t => t.Id == id).Select(t => t.Name).SingleOrDefaultAsync(ct) : query.Filter.Team;
            return new([.. rows.Take(MaxRows)], query.Filter, team, days.From, days.To, days.Zone, now, rows.Count <= MaxRows);
        }
    }
}
