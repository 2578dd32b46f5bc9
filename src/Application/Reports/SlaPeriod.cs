using EscalationCqrs.Application.Shared;

namespace EscalationCqrs.Application.Reports;

/// <summary>The days that a report covers.</summary>
internal static class SlaPeriod
{
    public const int DefaultDays = 14;

    public static Days Of(DateOnly? from, DateOnly? to, string zone, DateTimeOffset now)
    {
        var last = to ?? (from is { } first ? Later(first.AddDays(DefaultDays - 1), Days.Today(zone, now)) : Days.Today(zone, now));
        return Days.Of(from ?? last.AddDays(1 - DefaultDays), last, zone);
    }

    /// <summary>Not beyond today, unless the first day is.</summary>
    private static DateOnly Later(DateOnly wanted, DateOnly today) => wanted <= today || wanted.AddDays(1 - DefaultDays) > today ? wanted : today;
}
