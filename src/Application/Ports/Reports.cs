using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Escalations;

namespace EscalationCqrs.Application.Ports;

/// <summary>The figures of the SLA report, reckoned by the database over an interval of time in one statement.</summary>
public interface ISlaFigures
{
    /// <summary>One group for the whole, and one for each day, team and priority that has any.</summary>
    Task<IReadOnlyList<SlaGroup>> Read(Days days, CancellationToken ct);
}

/// <summary>What a group of figures is about.</summary>
public enum SlaGrouping { Whole, Day, Team, Priority }

/// <summary>Figures of one group.</summary>
/// <param name="TeamId">Null for work without a team, and for the other groupings.</param>
public sealed record SlaGroup(SlaGrouping Grouping, DateOnly? Day, Guid? TeamId, Priority? Priority, SlaCounts Counts, SlaTimes Times);

/// <summary>Counts; each can be opened down to its rows.</summary>
/// <param name="Opened">Requests opened in the interval.</param>
/// <param name="FirstResponses">Of those, answered by a person or past the due time.</param>
/// <param name="FirstResponsesInTime">Of those, answered by a person no later than due.</param>
/// <param name="Resolved">Resolutions in the interval; one that was reopened and resolved again counts twice.</param>
/// <param name="ResolvedInTime">Of those, without a missed resolution target until then.</param>
/// <param name="Breaches">Targets whose due time lies in the interval and passed unfulfilled.</param>
public sealed record SlaCounts(int Opened, int FirstResponses, int FirstResponsesInTime, int Resolved, int ResolvedInTime, int Breaches)
{
    public static readonly SlaCounts None = new(0, 0, 0, 0, 0, 0);

    /// <summary>0 to 1; null where nothing was to be judged.</summary>
    public double? FirstResponseShare => Share(FirstResponsesInTime, FirstResponses);

    /// <summary>0 to 1; null where nothing was resolved.</summary>
    public double? ResolvedShare => Share(ResolvedInTime, Resolved);

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}

/// <summary>The named times that can be measured so far, elapsed, in seconds.</summary>
/// <param name="Assign">Opening to first owner, of requests opened in the interval.</param>
/// <param name="FirstResponse">Opening to the first human answer, of requests opened in the interval.</param>
/// <param name="Handle">Beginning to end of each ownership that ended in the interval.</param>
/// <param name="Resolve">Opening to resolution, of resolutions in the interval.</param>
public sealed record SlaTimes(SlaSpread Assign, SlaSpread FirstResponse, SlaSpread Handle, SlaSpread Resolve)
{
    public static readonly SlaTimes None = new(SlaSpread.None, SlaSpread.None, SlaSpread.None, SlaSpread.None);
}

/// <summary>How one kind of time is spread.</summary>
/// <param name="Count">How many values there are.</param>
public sealed record SlaSpread(int Count, double? Median, double? P90)
{
    public static readonly SlaSpread None = new(0, null, null);
}
