using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Application.Tests.Jobs;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Policy = new(5, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));

    [Fact]
    public void Delays_double_up_to_the_cap() =>
        Assert.Equal([2d, 4d, 8d, 10d], Enumerable.Range(1, 4).Select(failures => Policy.DelayAfter(failures, chance: 1)!.Value.TotalSeconds));

    [Fact]
    public void Jitter_takes_at_most_half_away() =>
        Assert.Equal(4, Policy.DelayAfter(3, chance: 0)!.Value.TotalSeconds);

    [Fact]
    public void The_last_failure_gives_up()
    {
        Assert.Null(Policy.DelayAfter(5, chance: 0.5));
        Assert.Null(RetryPolicy.None.DelayAfter(1, chance: 0.5));
    }
}
