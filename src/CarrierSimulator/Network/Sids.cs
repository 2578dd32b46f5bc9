namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>Makes the carrier's ids: two letters and 32 hexadecimal digits.</summary>
public sealed class Sids(SimulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly Random _random = options.Seed is { } seed ? new Random(seed) : new Random();

    public string Next(string prefix)
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
            _random.NextBytes(bytes);
        return prefix + Convert.ToHexStringLower(bytes);
    }
}
