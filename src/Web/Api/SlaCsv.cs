using System.Globalization;
using System.Text.Json;
using EscalationCqrs.Application.Reports;
using EscalationCqrs.Infrastructure.Reports;

namespace EscalationCqrs.Web.Api;

/// <summary>The rows of the SLA report as a file. Names of columns and words are those of the API, whatever the reader's language.</summary>
internal static class SlaCsv
{
    private static readonly string[] Header = ["escalationId", "at", "openedAt", "state", "priority", "team", "owner", "phone", "email", "firstAssignedAt", "firstRespondedAt", "resolvedAt", "target", "breached"];

    public static IResult File(ExportSlaReportRows.Result export) =>
        Results.File(Bytes(export), "text/csv; charset=utf-8", $"sla-{Word(export.Filter.Measure)}-{Day(export.From)}-{Day(export.To)}.csv");

    private static byte[] Bytes(ExportSlaReportRows.Result export) => CsvFile.Write(
        [
            ("report", "SLA compliance"), ("measure", Word(export.Filter.Measure)), ("from", Day(export.From)), ("to", Day(export.To)), ("zone", export.TimeZone),
            ("team", export.Team ?? "all"), ("priority", export.Filter.Priority is { } priority ? Word(priority) : "all"), ("clock", "elapsed"),
            ("asOf", export.AsOf.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ("rows", export.Rows.Count.ToString(CultureInfo.InvariantCulture)), ("complete", export.Complete ? "yes" : $"no, only the newest {ExportSlaReportRows.MaxRows}"),
        ],
        Header,
        export.Rows.Select(r => (IReadOnlyList<object?>)
            [r.EscalationId, r.At, r.OpenedAt, Word(r.State), Word(r.Priority), r.Team, r.Owner, r.Phone, r.Email, r.FirstAssignedAt, r.FirstRespondedAt, r.ResolvedAt,
            r.Target is { } target ? Word(target) : null, r.Breached ? "yes" : "no"]));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Word(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
