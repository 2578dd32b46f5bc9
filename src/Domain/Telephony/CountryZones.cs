namespace EscalationCqrs.Domain.Telephony;

/// <summary>
/// Which clocks a country keeps, read once from the embedded data (its head names the source). A telephone may be abroad, so this is a guess, and better than the clock of whoever calls.
/// </summary>
public static class CountryZones
{
    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<TimeZoneInfo>>> Loaded = new(Load);

    /// <summary>The zones of the number's country, of which each keeps a different time; empty for a number of no country.</summary>
    /// <param name="e164">A number that was judged before.</param>
    public static IReadOnlyList<TimeZoneInfo> Of(string e164) => Loaded.Value.GetValueOrDefault(PhoneNumber.FromE164(e164).Region) ?? [];

    private static Dictionary<string, IReadOnlyList<TimeZoneInfo>> Load()
    {
        using var stream = typeof(CountryZones).Assembly.GetManifestResourceStream("country-zones.txt")
            ?? throw new InvalidOperationException("The time zones of countries are not part of this build.");
        using var lines = new StreamReader(stream);
        return lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#').Select(l => l.Trim().Split(' ')).ToDictionary(l => l[0], l => Zones(l[1..]));
    }

    // A system with older data may not know the newest zones.
    private static IReadOnlyList<TimeZoneInfo> Zones(IEnumerable<string> names) =>
        [.. names.Select(n => TimeZoneInfo.TryFindSystemTimeZoneById(n, out var zone) ? zone : null).OfType<TimeZoneInfo>()];
}
