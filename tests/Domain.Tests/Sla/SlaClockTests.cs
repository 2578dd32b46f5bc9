using EscalationCqrs.Domain.Sla;

namespace EscalationCqrs.Domain.Tests.Sla;

public sealed class SlaClockTests
{
    private static readonly DateTimeOffset Opened = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly SlaTargets Targets = new(TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

    private static DateTimeOffset Minute(double minutes) => Opened.AddMinutes(minutes);

    private static SlaMark[] Story(params (SlaMarkKind Kind, double Minute)[] marks) =>
        [new(SlaMarkKind.Opened, Opened), .. marks.Select(m => new SlaMark(m.Kind, Minute(m.Minute)))];

    [Fact]
    public void Both_targets_run_from_the_opening()
    {
        Assert.Equal(Minute(15), SlaClock.FirstResponse(Story(), Targets).DueAt);
        Assert.Equal(Minute(60), SlaClock.Resolution(Story(), Targets).DueAt);
    }

    [Fact]
    public void The_first_answer_meets_the_first_target_and_later_ones_do_not_move_it()
    {
        var reading = SlaClock.FirstResponse(Story((SlaMarkKind.Responded, 4), (SlaMarkKind.Responded, 40)), Targets);

        Assert.Equal(Minute(4), reading.MetAt);
        Assert.False(reading.IsBreached(Minute(500)));
    }

    [Fact]
    public void An_answer_after_the_due_time_is_a_breach_for_good()
    {
        var reading = SlaClock.FirstResponse(Story((SlaMarkKind.Responded, 16)), Targets);

        Assert.True(reading.IsBreached(Minute(16)));
        Assert.Equal(Minute(15), reading.DueAt);
    }

    [Fact]
    public void The_due_moment_itself_is_still_in_time_and_the_next_tick_is_late()
    {
        var reading = SlaClock.FirstResponse(Story(), Targets);

        Assert.False(reading.IsBreached(Minute(15)));
        Assert.True(reading.IsBreached(Minute(15).AddTicks(1)));
    }

    [Fact]
    public void Waiting_on_the_customer_stops_the_resolution_clock_and_leaves_no_due_time()
    {
        var reading = SlaClock.Resolution(Story((SlaMarkKind.Responded, 5), (SlaMarkKind.Paused, 10)), Targets);

        Assert.Null(reading.DueAt);
        Assert.False(reading.IsBreached(Minute(100_000)));
    }

    [Fact]
    public void Time_spent_waiting_on_the_customer_is_added_to_the_due_time()
    {
        var reading = SlaClock.Resolution(Story((SlaMarkKind.Paused, 10), (SlaMarkKind.Resumed, 40), (SlaMarkKind.Paused, 50), (SlaMarkKind.Resumed, 55)), Targets);

        Assert.Equal(Minute(95), reading.DueAt);
        Assert.Equal(TimeSpan.FromMinutes(35), reading.PausedFor);
    }

    [Fact]
    public void Waiting_does_not_stop_the_first_response_clock() =>
        Assert.Equal(Minute(15), SlaClock.FirstResponse(Story((SlaMarkKind.Paused, 5), (SlaMarkKind.Resumed, 90)), Targets).DueAt);

    [Fact]
    public void An_interval_of_no_length_adds_nothing() =>
        Assert.Equal(Minute(60), SlaClock.Resolution(Story((SlaMarkKind.Paused, 10), (SlaMarkKind.Resumed, 10)), Targets).DueAt);

    [Fact]
    public void A_second_pause_within_a_pause_changes_nothing() =>
        Assert.Equal(Minute(80), SlaClock.Resolution(Story((SlaMarkKind.Paused, 10), (SlaMarkKind.Paused, 20), (SlaMarkKind.Resumed, 30), (SlaMarkKind.Resumed, 35)), Targets).DueAt);

    [Fact]
    public void Resolving_in_time_ends_both_clocks()
    {
        var story = Story((SlaMarkKind.Responded, 5), (SlaMarkKind.Ended, 60));

        Assert.False(SlaClock.FirstResponse(story, Targets).IsBreached(Minute(100_000)));
        Assert.False(SlaClock.Resolution(story, Targets).IsBreached(Minute(100_000)));
    }

    [Fact]
    public void Ending_while_paused_counts_only_the_time_that_ran()
    {
        var reading = SlaClock.Resolution(Story((SlaMarkKind.Paused, 30), (SlaMarkKind.Ended, 300)), Targets);

        Assert.False(reading.IsBreached(Minute(300)));
    }

    [Fact]
    public void Ending_without_an_answer_before_the_due_time_voids_the_first_target_also_after_a_reopening()
    {
        Assert.Null(SlaClock.FirstResponse(Story((SlaMarkKind.Ended, 10)), Targets).DueAt);

        var reopened = SlaClock.FirstResponse(Story((SlaMarkKind.Ended, 10), (SlaMarkKind.Reopened, 600)), Targets);
        Assert.Null(reopened.DueAt);
        Assert.False(reopened.IsBreached(Minute(601)));
    }

    [Fact]
    public void Ending_without_an_answer_after_the_due_time_leaves_the_breach() =>
        Assert.True(SlaClock.FirstResponse(Story((SlaMarkKind.Ended, 20)), Targets).IsBreached(Minute(20)));

    [Fact]
    public void Reopening_resumes_the_resolution_clock_where_it_stood()
    {
        var reading = SlaClock.Resolution(Story((SlaMarkKind.Responded, 5), (SlaMarkKind.Ended, 20), (SlaMarkKind.Reopened, 1000)), Targets);

        Assert.Equal(Minute(1040), reading.DueAt);
    }

    [Fact]
    public void Reopening_does_not_restart_the_first_response_clock()
    {
        var reading = SlaClock.FirstResponse(Story((SlaMarkKind.Responded, 5), (SlaMarkKind.Ended, 20), (SlaMarkKind.Reopened, 1000)), Targets);

        Assert.Equal((Minute(15), Minute(5)), (reading.DueAt, reading.MetAt));
    }

    [Theory]
    [InlineData("2026-03-29T00:30:00Z")]
    [InlineData("2026-10-25T00:30:00Z")]
    public void A_change_to_or_from_summer_time_does_not_change_elapsed_time(string opened)
    {
        var at = DateTimeOffset.Parse(opened, System.Globalization.CultureInfo.InvariantCulture);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        var utc = SlaClock.Resolution([new(SlaMarkKind.Opened, at)], Targets).DueAt;
        var local = SlaClock.Resolution([new(SlaMarkKind.Opened, TimeZoneInfo.ConvertTime(at, zone))], Targets).DueAt;

        Assert.Equal(at.AddHours(1), utc);
        Assert.Equal(utc, local);
        Assert.NotEqual(zone.GetUtcOffset(at), zone.GetUtcOffset(utc!.Value));
    }
}
