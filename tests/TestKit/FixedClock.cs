namespace EscalationCqrs.TestKit;

/// <summary>A clock that stands until a test moves it. Its timers run in real time.</summary>
public sealed class FixedClock : TimeProvider
{
    /// <summary>A Monday morning.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = Start;

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Now += by;
}
