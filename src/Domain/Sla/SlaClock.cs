namespace EscalationCqrs.Domain.Sla;

/// <summary>What the clock listens to.</summary>
public enum SlaMarkKind { Opened, Responded, Paused, Resumed, Ended, Reopened }

/// <summary>A moment in an escalation's life that matters to its targets; the ordered list is all that the clock needs.</summary>
public readonly record struct SlaMark(SlaMarkKind Kind, DateTimeOffset At);

/// <summary>The two targets of a priority, in elapsed time.</summary>
public readonly record struct SlaTargets(TimeSpan FirstResponse, TimeSpan Resolution);

public enum SlaTarget { FirstResponse, Resolution }

/// <summary>One target as of the last mark.</summary>
/// <param name="DueAt">When it will be, or was, due; null while the clock is paused, and after an end that came in time.</param>
/// <param name="MetAt">When it was fulfilled or the work ended, in time or not.</param>
/// <param name="PausedFor">How long the clock stood still.</param>
public readonly record struct SlaReading(DateTimeOffset? DueAt, DateTimeOffset? MetAt, TimeSpan PausedFor)
{
    /// <summary>Whether the target was missed, judged at <paramref name="now"/>. The moment itself is still in time.</summary>
    public bool IsBreached(DateTimeOffset now) => DueAt is { } due && (MetAt ?? now) > due;
}

/// <summary>Due times as a pure function of what happened. Intervals are half-open; one second is the resolution of display, not of reckoning.</summary>
public static class SlaClock
{
    /// <summary>Runs from the opening until a person first answers. Does not pause and does not restart when the work is reopened.</summary>
    public static SlaReading FirstResponse(IReadOnlyList<SlaMark> marks, SlaTargets targets)
    {
        var due = marks[0].At + targets.FirstResponse;
        foreach (var mark in marks)
        {
            if (mark.Kind == SlaMarkKind.Responded)
                return new(due, mark.At, TimeSpan.Zero);
            // Ended without an answer: void, also after a reopening, unless it had already been missed.
            if (mark.Kind == SlaMarkKind.Ended)
                return mark.At <= due ? new(null, null, TimeSpan.Zero) : new(due, mark.At, TimeSpan.Zero);
        }

        return new(due, null, TimeSpan.Zero);
    }

    /// <summary>Runs from the opening to the end, pauses while we wait for the customer and while the work is ended.</summary>
    public static SlaReading Resolution(IReadOnlyList<SlaMark> marks, SlaTargets targets)
    {
        var (used, paused) = (TimeSpan.Zero, TimeSpan.Zero);
        DateTimeOffset? runningSince = null, stoppedSince = null;
        foreach (var mark in marks)
        {
            switch (mark.Kind)
            {
                case SlaMarkKind.Opened or SlaMarkKind.Resumed or SlaMarkKind.Reopened when runningSince is null:
                    paused += mark.At - (stoppedSince ?? mark.At);
                    (runningSince, stoppedSince) = (mark.At, null);
                    break;
                case SlaMarkKind.Paused or SlaMarkKind.Ended when runningSince is { } since:
                    used += mark.At - since;
                    (runningSince, stoppedSince) = (null, mark.At);
                    break;
            }
        }

        if (runningSince is { } from)
            return new(from + (targets.Resolution - used), null, paused);

        var last = marks[^1];
        return last.Kind == SlaMarkKind.Ended
            ? new(last.At + (targets.Resolution - used), last.At, paused)
            : new(null, null, paused);
    }
}
