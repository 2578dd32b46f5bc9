using EscalationCqrs.Application.Reports;
using EscalationCqrs.Domain.Escalations;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>How well the targets were kept, with the rows behind each count.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/reports").WithTags("Reports").RequireAuthorization();
        api.MapGet("/sla", (DateOnly? from, DateOnly? to, IMediator m, CancellationToken ct) => m.Send(new GetSlaReport.Query(from, to), ct))
            .WithSummary("Targets kept over some days: as a whole, by day, team and priority, beside the period before");
        api.MapGet("/sla/rows", ([AsParameters] RowsQuery q, string? cursor, int? limit, IMediator m, CancellationToken ct) => m.Send(new ListSlaReportRows.Query(q.ToFilter(), cursor, limit ?? 50), ct))
            .WithSummary("The rows behind one count; addresses masked, no words of customers");
        api.MapGet("/sla.csv", async ([AsParameters] RowsQuery q, IMediator m, CancellationToken ct) => SlaCsv.File(await m.Send(new ExportSlaReportRows.Query(q.ToFilter()), ct)))
            .Produces<string>(200, "text/csv").WithSummary("The same rows as a file that states its filters");
    }

    /// <param name="From">First day in the tenant's zone, <c>2026-11-01</c>; two weeks without.</param>
    /// <param name="To">Last day in the tenant's zone.</param>
    /// <param name="Measure"><c>opened</c>, <c>first_responses</c>, <c>first_responses_in_time</c>, <c>first_responses_late</c>, <c>resolved</c>, <c>resolved_in_time</c>, <c>resolved_late</c> or <c>breaches</c>.</param>
    /// <param name="Team"><c>none</c> or the id of a team.</param>
    public sealed record RowsQuery(DateOnly? From, DateOnly? To, string? Measure, string? Team, string? Priority)
    {
        public SlaRowFilter ToFilter() => new(From, To, QueryWords.Word<SlaMeasure>("measure", Measure) ?? SlaMeasure.Opened, Team, QueryWords.Word<Priority>("priority", Priority));
    }
}
