namespace EscalationCqrs.Domain.Consents;

/// <summary>The part of each day in which nobody is texted who is not talking with us right now. May span midnight.</summary>
/// <param name="From">Begins, in the customer's zone.</param>
/// <param name="Until">Ends; this minute is allowed again.</param>
public readonly record struct QuietHours(TimeOnly From, TimeOnly Until)
{
    // An hour in common comes once a day.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(2);

    /// <summary>Whoever wrote or asked this recently is awake, and waits for an answer.</summary>
    public static readonly TimeSpan StillTalking = TimeSpan.FromHours(1);

    /// <summary>
    /// As for one zone, where the customer may be in any of several: quiet in one of them is quiet. Where they leave no hour in common, <paramref name="home"/> decides, or nobody there
    /// could ever be texted.
    /// </summary>
    public DateTimeOffset? EndAt(DateTimeOffset now, IReadOnlyList<TimeZoneInfo> zones, TimeZoneInfo home)
    {
        var end = now;
        while (LatestEnd(end, zones) is { } later)
        {
            if (later - now > Longest)
                return EndAt(now, home);
            end = later;
        }

        return end == now ? null : end;
    }

    private DateTimeOffset? LatestEnd(DateTimeOffset now, IReadOnlyList<TimeZoneInfo> zones)
    {
        var hours = this;
        return zones.Max(z => hours.EndAt(now, z));
    }

    /// <summary>When the quiet that holds now ends; null if none holds. Where the clock jumps over the end, the first moment after the jump counts.</summary>
    public DateTimeOffset? EndAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var time = TimeOnly.FromDateTime(local);
        if (!time.IsBetween(From, Until))
            return null;
        var end = local.Date + Until.ToTimeSpan() + (time < Until ? TimeSpan.Zero : TimeSpan.FromDays(1));
        while (zone.IsInvalidTime(end))
            end += TimeSpan.FromMinutes(1);
        // Of an hour that comes twice the later one: nobody is woken.
        var offset = zone.IsAmbiguousTime(end) ? zone.GetAmbiguousTimeOffsets(end).Min() : zone.GetUtcOffset(end);
        return new DateTimeOffset(end, offset).ToUniversalTime();
    }
}
