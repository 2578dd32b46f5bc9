namespace EscalationCqrs.Web.Pages.Reports;

/// <summary>A figure beside that of the period before.</summary>
/// <param name="Amount">How much it changed, written out; null where one of the two is missing.</param>
/// <param name="IsBetter">Null where nothing changed.</param>
public sealed record Change(string? Amount, bool Rose, bool? IsBetter)
{
    /// <summary>More is better.</summary>
    public static Change OfShare(double? now, double? before) =>
        now is { } n && before is { } b ? new(Figures.Points(n - b), n > b, Math.Abs(n - b) < 0.0005 ? null : n > b) : new(null, false, null);

    /// <summary>Less is better.</summary>
    public static Change OfTime(Texts t, double? now, double? before) =>
        now is { } n && before is { } b ? new(t.Clock(n - b), n > b, Math.Abs(n - b) < 0.5 ? null : n < b) : new(null, false, null);

    /// <summary>Fewer is better.</summary>
    public static Change OfCount(int now, int before) => new(Figures.Count(Math.Abs(now - before)), now > before, now == before ? null : now < before);
}
