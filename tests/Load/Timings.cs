using System.Globalization;

namespace EscalationCqrs.Load;

/// <summary>Durations in milliseconds, read by rank.</summary>
public sealed class Timings
{
    private readonly List<double> _values = [];
    private bool _sorted;

    public int Count => _values.Count;

    public double Median => At(0.5);

    public double Max => At(1);

    public void Add(TimeSpan duration)
    {
        lock (_values)
        {
            _values.Add(duration.TotalMilliseconds);
            _sorted = false;
        }
    }

    /// <param name="share">0.95 for the value that 95 of 100 do not exceed.</param>
    public double At(double share)
    {
        if (!_sorted)
            _values.Sort();
        _sorted = true;
        return _values.Count == 0 ? double.NaN : _values[Math.Clamp((int)Math.Ceiling(share * _values.Count) - 1, 0, _values.Count - 1)];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {Median:F1}, p95 {At(0.95):F1}, max {Max:F1} ms of {Count}");
}
