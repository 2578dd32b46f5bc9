using EscalationCqrs.Domain.Platform;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Tests.Platform;

public sealed class PlatformVisitTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    [InlineData(481)]
    public void A_visit_lasts_from_a_minute_to_eight_hours(int minutes)
    {
        var refused = Assert.Throws<FieldRefused>(() => Visit(minutes));
        Assert.Equal(("minutes", "visit_length"), (refused.Field, refused.Code));
    }

    [Fact]
    public void A_visit_runs_until_its_time_is_over()
    {
        var visit = Visit(480);

        Assert.True(visit.IsRunning(Now));
        Assert.True(visit.IsRunning(Now.AddMinutes(480).AddTicks(-1)));
        Assert.False(visit.IsRunning(Now.AddMinutes(480)));
    }

    [Fact]
    public void Leaving_ends_it_at_once_and_only_once()
    {
        var visit = Visit(60);

        visit.Leave(Now.AddMinutes(10));
        visit.Leave(Now.AddMinutes(20));

        Assert.Equal(Now.AddMinutes(10), visit.LeftAt);
        Assert.False(visit.IsRunning(Now.AddMinutes(11)));
    }

    [Fact]
    public void Nobody_was_inside_longer_than_the_time_they_had()
    {
        var visit = Visit(60);

        visit.Leave(Now.AddHours(3));

        Assert.Equal(Now.AddHours(1), visit.LeftAt);
    }

    private static PlatformVisit Visit(int minutes) =>
        new(Guid.NewGuid(), Guid.NewGuid(), "Root Operator", "root@platform.test", "  Looking into a report ", TimeSpan.FromMinutes(minutes), Now);
}
