using System.Globalization;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>What a request counts as.</summary>
internal enum RateGroup
{
    Light,
    Medium,
    Heavy,
    Auth,
}

/// <summary>How much a person may ask in a minute of the network. Who asks more is locked out for a minute, and each request meanwhile begins that minute anew.</summary>
public sealed class RateLimits(SimulatorOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, RateGroup), Window> _windows = [];

    private TimeSpan Minute => options.Second * 60;

    private sealed record Window(DateTimeOffset Since, int Count, DateTimeOffset? LockedUntil);

    /// <summary>Counts a request and writes the headers that tell how many are left.</summary>
    /// <returns>False if it is not to be served.</returns>
    internal bool Take(string person, RateGroup group, HttpResponse response)
    {
        var (now, most) = (clock.GetUtcNow(), Most(group));
        Window window;
        lock (_gate)
        {
            window = _windows.GetValueOrDefault((person, group)) ?? new(now, 0, null);
            if (window.LockedUntil is { } until && until > now)
                window = window with { LockedUntil = now + Minute };
            else if (window.LockedUntil is not null || now - window.Since >= Minute)
                window = new(now, 1, null);
            else if (window.Count >= most)
                window = window with { LockedUntil = now + Minute };
            else
                window = window with { Count = window.Count + 1 };
            _windows[(person, group)] = window;
        }

        var isLocked = window.LockedUntil is not null;
        response.Headers["X-Rate-Limit-Group"] = group.ToString().ToLowerInvariant();
        response.Headers["X-Rate-Limit-Limit"] = Text(most);
        response.Headers["X-Rate-Limit-Remaining"] = Text(isLocked ? 0 : most - window.Count);
        response.Headers["X-Rate-Limit-Window"] = Text(Seconds(Minute));
        if (isLocked)
            response.Headers.RetryAfter = Text(Seconds(Minute));
        return !isLocked;
    }

    public void Clear()
    {
        lock (_gate)
            _windows.Clear();
    }

    private static int Most(RateGroup group) => group switch
    {
        RateGroup.Light => 50,
        RateGroup.Medium => 40,
        RateGroup.Heavy => 10,
        _ => 5,
    };

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
