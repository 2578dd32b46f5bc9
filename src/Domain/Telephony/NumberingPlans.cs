using System.Text.Json;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>The numbering plans of the world, read once from the embedded data.</summary>
internal static class NumberingPlans
{
    private static readonly Lazy<Data> Loaded = new(Load);

    public static NumberingPlan? ForRegion(string? region) =>
        region is not null && Loaded.Value.ByRegion.TryGetValue(region.Trim(), out var plan) ? plan : null;

    /// <summary>Plans that share a calling code, the main one first; empty for a code that nobody has.</summary>
    public static IReadOnlyList<NumberingPlan> ForCallingCode(string callingCode) =>
        Loaded.Value.ByCallingCode.TryGetValue(callingCode, out var plans) ? plans : [];

    /// <summary>Cuts the calling code off the front of an international number; no code is the beginning of another.</summary>
    public static bool TrySplit(ReadOnlySpan<char> digits, out string callingCode, out string rest)
    {
        for (var length = 1; length <= 3 && length < digits.Length; length++)
        {
            callingCode = digits[..length].ToString();
            if (!Loaded.Value.ByCallingCode.ContainsKey(callingCode))
                continue;

            rest = digits[length..].ToString();
            return true;
        }

        (callingCode, rest) = ("", "");
        return false;
    }

    private static Data Load()
    {
        using var stream = typeof(NumberingPlans).Assembly.GetManifestResourceStream("phone-metadata.json")
            ?? throw new InvalidOperationException("The telephone numbering data is not part of this build.");
        using var document = JsonDocument.Parse(stream);

        var byRegion = document.RootElement.GetProperty("countries").EnumerateObject()
            .ToDictionary(c => c.Name, c => NumberingPlan.Read(c.Name, c.Value), StringComparer.OrdinalIgnoreCase);
        var byCallingCode = document.RootElement.GetProperty("country_calling_codes").EnumerateObject()
            .ToDictionary(c => c.Name, c => c.Value.EnumerateArray().Select(r => byRegion[r.GetString()!]).ToArray(), StringComparer.Ordinal);
        foreach (var world in document.RootElement.GetProperty("nonGeographic").EnumerateObject())
            byCallingCode[world.Name] = [NumberingPlan.Read("001", world.Value)];
        return new Data(byRegion, byCallingCode);
    }

    private sealed record Data(Dictionary<string, NumberingPlan> ByRegion, Dictionary<string, NumberingPlan[]> ByCallingCode);
}
