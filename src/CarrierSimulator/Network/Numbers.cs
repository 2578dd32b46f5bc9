using System.Text.RegularExpressions;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>What the network takes for a telephone number: E.164, and ten digits after +1.</summary>
public static partial class Numbers
{
    public static bool IsE164(string? number) => number is not null && E164().IsMatch(number);

    [GeneratedRegex(@"\A\+(?:1[2-9][0-9]{9}|[2-9][0-9]{6,14})\z")]
    private static partial Regex E164();
}
