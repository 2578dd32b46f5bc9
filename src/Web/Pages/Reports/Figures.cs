using System.Globalization;
using System.Text.Json;
using EscalationCqrs.Application.Reports;
using EscalationCqrs.Web.Pages.Views;
using Microsoft.AspNetCore.Http.Extensions;

namespace EscalationCqrs.Web.Pages.Reports;

/// <summary>How the figures of a report are written.</summary>
internal static class Figures
{
    public const string Nothing = "–";

    /// <summary><c>1:38</c>, <c>1:02:30</c>, and days in words.</summary>
    public static string Clock(this Texts t, double? seconds)
    {
        if (seconds is not { } length)
            return Nothing;
        var span = TimeSpan.FromSeconds(Math.Round(Math.Abs(length)));
        if (span.TotalDays >= 1)
            return t.Span(span);
        return span.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");
    }

    public static string Share(double? share) => share is { } value ? (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%" : Nothing;

    public static string Points(double difference) => (Math.Abs(difference) * 100).ToString("0.0", CultureInfo.InvariantCulture);

    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Word(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Where the rows behind a count are.</summary>
    public static string Rows(DateOnly from, DateOnly to, SlaMeasure measure, string? team = null, Enum? priority = null, string? cursor = null) =>
        "/reports/rows" + Query(from, to, measure, team, priority, cursor);

    public static string Csv(DateOnly from, DateOnly to, SlaMeasure measure, string? team = null, Enum? priority = null) =>
        "/api/v1/reports/sla.csv" + Query(from, to, measure, team, priority, null);

    private static string Query(DateOnly from, DateOnly to, SlaMeasure measure, string? team, Enum? priority, string? cursor)
    {
        var query = new QueryBuilder { { "from", Day(from) }, { "to", Day(to) }, { "measure", Word(measure) } };
        if (!string.IsNullOrEmpty(team))
            query.Add("team", team);
        if (priority is not null)
            query.Add("priority", Word(priority));
        if (cursor is not null)
            query.Add("cursor", cursor);
        return query.ToString();
    }

    public static string Of(this Texts t, SlaMeasure measure) => measure switch
    {
        SlaMeasure.Opened => t.Reports.Opened,
        SlaMeasure.FirstResponses => t.Reports.FirstResponses,
        SlaMeasure.FirstResponsesInTime => t.Reports.FirstResponsesInTime,
        SlaMeasure.FirstResponsesLate => t.Reports.FirstResponsesLate,
        SlaMeasure.Resolved => t.Reports.Resolved,
        SlaMeasure.ResolvedInTime => t.Reports.ResolvedInTime,
        SlaMeasure.ResolvedLate => t.Reports.ResolvedLate,
        _ => t.Reports.Breaches,
    };
}
