namespace EscalationCqrs.Application.Reports;

/// <summary>How a figure of the SLA report is reckoned; <c>docs/metrics.md</c> has the same list.</summary>
/// <param name="Figure">Name in the answer.</param>
/// <param name="Unit"><c>count</c>, <c>share</c> or <c>seconds</c>.</param>
public sealed record SlaFormula(string Figure, string Formula, string From, string To, string Unit)
{
    public static readonly IReadOnlyList<SlaFormula> All =
    [
        new("opened", "Requests whose opening lies in the interval", "opening", "opening", "count"),
        new("firstResponses", "Of the opened, those answered by a person or past their due time", "opening", "first answer of a person", "count"),
        new("firstResponseShare", "firstResponsesInTime / firstResponses", "opening", "first answer of a person", "share"),
        new("resolved", "Resolutions that lie in the interval, counted by event", "resolution", "resolution", "count"),
        new("resolvedShare", "resolvedInTime / resolved; in time means without a missed resolution target until then", "opening", "resolution", "share"),
        new("breaches", "Targets whose due time lies in the interval and passed unfulfilled", "due time", "due time", "count"),
        new("assign", "Median and 90th percentile over the opened", "opening", "first owner", "seconds"),
        new("firstResponse", "Median and 90th percentile over the opened", "opening", "first answer of a person", "seconds"),
        new("handle", "Median and 90th percentile over the ownerships that ended in the interval", "beginning of an ownership", "its end", "seconds"),
        new("resolve", "Median and 90th percentile over the resolutions in the interval", "opening", "resolution", "seconds"),
    ];
}
