using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Sla;
using static EscalationCqrs.Domain.Escalations.EscalationState;
using static EscalationCqrs.Domain.Tests.Escalations.EscalationStory;

namespace EscalationCqrs.Domain.Tests.Escalations;

public sealed class BreachTests
{
    [Fact]
    public void Until_somebody_answers_the_first_response_decides_what_is_due_even_if_the_other_is_nearer()
    {
        var story = new EscalationStory();
        story.Escalation.ChangePriority(Priority.Urgent, new(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(55)), As(story.Noor), Minute(0));
        story.Claim(story.Noor, 1);
        story.Escalation.Start(As(story.Noor), Minute(1));
        Assert.Equal(Minute(50), story.Escalation.DueAt);

        story.Reply(story.Noor, 10);

        Assert.Equal(Minute(55), story.Escalation.DueAt);
    }

    [Fact]
    public void Nothing_is_due_while_we_wait_for_the_customer_and_after_the_end()
    {
        var story = In(Assigned);
        story.Reply(story.Noor, 5);
        story.Escalation.Wait(As(story.Noor), Minute(6));
        Assert.Equal((null, Escalation.NeverDue), (story.Escalation.DueAt, story.Escalation.DueOrder));

        story.CustomerWrites(16);
        Assert.Equal(Minute(70), story.Escalation.DueAt);

        story.Resolve(20);
        Assert.Null(story.Escalation.DueAt);
    }

    [Fact]
    public void Taking_waiting_work_away_from_its_owner_lets_the_clock_run_again()
    {
        var story = In(Assigned);
        story.Reply(story.Noor, 5);
        story.Escalation.Wait(As(story.Noor), Minute(10));

        story.Escalation.ReassignTo(story.Dana, "shift ends", As(story.Noor), Minute(30));

        Assert.Equal(Minute(80), story.Escalation.DueAt);
    }

    [Fact]
    public void A_breach_is_dated_by_its_deadline_however_late_the_job_comes()
    {
        var story = new EscalationStory();

        Assert.False(story.Escalation.RecordBreaches(Minute(15)));
        Assert.True(story.Escalation.RecordBreaches(Minute(33)));

        var breach = Assert.Single(story.Escalation.Breaches);
        Assert.Equal((SlaTarget.FirstResponse, 0, Minute(15), Minute(33)), (breach.Target, breach.Cycle, breach.DueAt, breach.RecordedAt));
    }

    [Fact]
    public void The_same_breach_is_recorded_once()
    {
        var story = new EscalationStory();
        story.Escalation.RecordBreaches(Minute(20));

        Assert.False(story.Escalation.RecordBreaches(Minute(25)));
        Assert.Single(story.Escalation.Breaches);
    }

    [Fact]
    public void An_answer_that_overtakes_the_job_does_not_hide_the_breach()
    {
        var story = In(Assigned);

        story.Reply(story.Noor, 16);

        Assert.Equal(Minute(15), Assert.Single(story.Escalation.Breaches).DueAt);
    }

    [Fact]
    public void Resolving_late_before_the_job_came_records_both_targets()
    {
        var story = In(InProgress);

        story.Resolve(90);

        Assert.Equal([(SlaTarget.FirstResponse, Minute(15)), (SlaTarget.Resolution, Minute(60))], story.Escalation.Breaches.Select(b => (b.Target, b.DueAt)));
    }

    [Fact]
    public void Waiting_for_the_customer_cannot_hide_a_target_that_was_missed_before()
    {
        var story = In(Assigned);
        story.Reply(story.Noor, 5);

        story.Escalation.Wait(As(story.Noor), Minute(61));

        Assert.Equal(Minute(60), Assert.Single(story.Escalation.Breaches).DueAt);
    }

    [Fact]
    public void A_gentler_priority_cannot_hide_a_target_that_was_missed_before()
    {
        var story = new EscalationStory();

        story.Escalation.ChangePriority(Priority.Low, SlaPolicy.Defaults[Priority.Low], As(story.Noor), Minute(16));

        Assert.Equal((SlaTarget.FirstResponse, Minute(15)), (story.Escalation.Breaches[0].Target, story.Escalation.Breaches[0].DueAt));
        Assert.Single(story.Escalation.Breaches);
    }

    [Fact]
    public void A_change_of_priority_reckons_the_due_time_again_from_the_opening()
    {
        var story = In(Assigned);
        story.Reply(story.Noor, 5);

        story.Escalation.ChangePriority(Priority.Low, SlaPolicy.Defaults[Priority.Low], As(story.Noor), Minute(6));

        Assert.Equal(Minute(72 * 60), story.Escalation.ResolutionDueAt);
    }

    [Fact]
    public void A_reopened_request_with_time_left_can_miss_its_target_in_the_new_cycle()
    {
        var story = In(Assigned);
        story.Reply(story.Noor, 5);
        story.Resolve(40);
        story.Reopen(100, story.Noor);
        Assert.Equal(Minute(120), story.Escalation.DueAt);

        Assert.True(story.Escalation.RecordBreaches(Minute(125)));

        var breach = Assert.Single(story.Escalation.Breaches);
        Assert.Equal((SlaTarget.Resolution, 1, Minute(120)), (breach.Target, breach.Cycle, breach.DueAt));
    }

    [Fact]
    public void A_target_missed_once_is_not_missed_again_by_reopening_with_no_time_left()
    {
        var story = In(Assigned);
        story.Reply(story.Noor, 5);
        story.Resolve(90);

        story.Reopen(100, story.Noor);

        Assert.False(story.Escalation.RecordBreaches(Minute(500)));
        Assert.Single(story.Escalation.Breaches);
    }

    [Fact]
    public void After_a_breach_under_a_shorter_target_a_new_cycle_with_time_left_counts_anew()
    {
        var story = In(Assigned);
        story.Reply(story.Noor, 5);
        story.Escalation.RecordBreaches(Minute(61));
        story.Escalation.ChangePriority(Priority.Low, new(TimeSpan.FromHours(1), TimeSpan.FromHours(2)), As(story.Noor), Minute(62));
        story.Resolve(70);
        story.Reopen(200, story.Noor);

        Assert.True(story.Escalation.RecordBreaches(Minute(251)));

        Assert.Equal([0, 1], story.Escalation.Breaches.Select(b => b.Cycle));
    }

    [Fact]
    public void Reopening_what_was_ended_unanswered_makes_the_resolution_due_and_breaches_nothing_at_once()
    {
        var story = In(Resolved);

        story.Reopen(600);

        Assert.Equal(Minute(650), story.Escalation.DueAt);
        Assert.False(story.Escalation.RecordBreaches(Minute(601)));
    }
}
