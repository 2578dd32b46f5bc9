using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Application.Shared;

/// <summary>Whole days of a time zone as a half-open interval of moments.</summary>
public readonly record struct Days(DateOnly From, DateOnly To, string Zone)
{
    public const int Most = 400;

    /// <exception cref="FieldRefused">The order is wrong, or there are too many.</exception>
    public static Days Of(DateOnly from, DateOnly to, string zone)
    {
        if (to < from)
            throw new FieldRefused("to", "out_of_range", "The last day cannot be before the first.");
        if (to.DayNumber - from.DayNumber >= Most)
            throw new FieldRefused("from", "out_of_range", $"Choose at most {Most} days.");
        return new(from, to, zone);
    }

    public static DateOnly Today(string zone, DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Find(zone)).DateTime);

    public int Count => To.DayNumber - From.DayNumber + 1;

    /// <summary>Inclusive.</summary>
    public DateTimeOffset Start => Midnight(From, Zone);

    /// <summary>Exclusive: the midnight after the last day.</summary>
    public DateTimeOffset End => Midnight(To.AddDays(1), Zone);

    /// <summary>As many days that end where these begin.</summary>
    public Days Before => new(From.AddDays(-Count), From.AddDays(-1), Zone);

    /// <summary>The first moment of a day. Where the clock jumps over midnight it is the moment of the jump.</summary>
    public static DateTimeOffset Midnight(DateOnly day, string zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        var found = Find(zone);
        while (found.IsInvalidTime(local))
            local = local.AddMinutes(15);
        // Of two midnights the earlier one begins the day.
        var offset = found.IsAmbiguousTime(local) ? found.GetAmbiguousTimeOffsets(local).Max() : found.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static TimeZoneInfo Find(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
}
