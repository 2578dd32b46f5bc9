using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using static EscalationCqrs.Domain.Escalations.EscalationState;
using static EscalationCqrs.Domain.Tests.Escalations.EscalationStory;

namespace EscalationCqrs.Domain.Tests.Escalations;

public sealed class OwnershipTests
{
    [Fact]
    public void Claiming_makes_the_owner_and_remembers_name_and_address_as_of_then()
    {
        var story = new EscalationStory();

        Assert.True(story.Claim(story.Noor, 2));
        story.Noor.Rename("Noor Amari");

        var assignment = Assert.Single(story.Escalation.Assignments);
        Assert.Equal(("Noor", "noor@example.test", AssignmentCause.Claim, Minute(2)), (assignment.AgentName, assignment.AgentEmail, assignment.Cause, assignment.FromAt));
        Assert.Equal((story.Noor.Id, Minute(2), Minute(2)), (story.Escalation.OwnerId, story.Escalation.AssignedAt, story.Escalation.FirstAssignedAt));
    }

    [Fact]
    public void Repeating_ones_own_claim_changes_nothing()
    {
        var story = In(Assigned);
        var (events, epoch) = (story.Escalation.Raised.Count, story.Escalation.Epoch);

        Assert.False(story.Claim(story.Noor, 5));

        Assert.Equal((events, epoch), (story.Escalation.Raised.Count, story.Escalation.Epoch));
        Assert.Single(story.Escalation.Assignments);
    }

    [Fact]
    public void Claiming_anothers_work_is_refused_and_names_the_owner()
    {
        var story = In(Assigned);

        var refused = Assert.Throws<RuleViolation>(() => story.Claim(story.Dana, 5));

        Assert.Equal(("already_assigned", "Customer is already assigned to noor@example.test."), (refused.Code, refused.Message));
        Assert.Equal("Noor", refused.Args["agent"]);
    }

    [Fact]
    public void Nobody_but_the_owner_writes_to_the_customer()
    {
        var story = In(Assigned);

        Assert.Equal("already_assigned", Assert.Throws<RuleViolation>(() => story.Reply(story.Dana, 5)).Code);
        Assert.Null(story.Escalation.FirstRespondedAt);
    }

    [Fact]
    public void The_epoch_rises_with_each_change_of_owner()
    {
        var story = new EscalationStory();
        var epochs = new List<int> { story.Escalation.Epoch };
        void Then(Action act)
        {
            act();
            epochs.Add(story.Escalation.Epoch);
        }

        Then(() => story.Claim(story.Noor, 1));
        Then(() => story.Escalation.ReassignTo(story.Dana, "shift ends", As(story.Noor), Minute(2)));
        Then(() => story.Escalation.Release(As(story.Dana), null, Minute(3)));
        Then(() => story.Escalation.AssignTo(story.Noor, As(story.Dana), Minute(4)));
        story.Resolve(5);
        Then(() => story.Reopen(6, story.Noor));

        Assert.Equal(epochs.Distinct().Order(), epochs);
        Assert.Equal(story.Escalation.Epoch, story.Escalation.Assignments[^1].Epoch);
    }

    [Fact]
    public void Starting_and_answering_leave_the_epoch_alone()
    {
        var story = In(Assigned);
        var epoch = story.Escalation.Epoch;

        story.Reply(story.Noor, 3);
        story.Escalation.Wait(As(story.Noor), Minute(4));
        story.CustomerWrites(5);

        Assert.Equal(epoch, story.Escalation.Epoch);
    }

    [Fact]
    public void Reassigning_closes_one_interval_and_opens_the_next_at_the_same_moment()
    {
        var story = In(InProgress);

        story.Escalation.ReassignTo(story.Dana, "knows the carrier", As(story.Noor), Minute(7));

        var (first, second) = (story.Escalation.Assignments[0], story.Escalation.Assignments[1]);
        Assert.Equal((Minute(7), AssignmentEnd.Reassigned), (first.ToAt, first.End));
        Assert.Equal((Minute(7), (DateTimeOffset?)null, "knows the carrier"), (second.FromAt, second.ToAt, second.Reason));
    }

    [Fact]
    public void An_interval_never_ends_before_it_began()
    {
        var story = new EscalationStory();
        story.Claim(story.Noor, 10);

        story.Escalation.Release(As(story.Noor), null, Minute(9));

        Assert.Equal(Minute(10), Assert.Single(story.Escalation.Assignments).ToAt);
    }

    [Fact]
    public void Work_is_not_given_to_somebody_who_left()
    {
        var story = new EscalationStory();
        story.Dana.Deactivate(Minute(0));

        Assert.Equal("agent_inactive", Assert.Throws<FieldRefused>(() => story.Escalation.AssignTo(story.Dana, As(story.Noor), Minute(1))).Code);
        Assert.Equal("agent_inactive", Assert.Throws<FieldRefused>(() => story.Escalation.ReassignTo(story.Dana, "shift", As(story.Noor), Minute(1))).Code);
    }

    [Fact]
    public void A_team_chosen_by_hand_is_locked_and_leaves_nobody_owning_it()
    {
        var story = In(Assigned);
        var team = Guid.CreateVersion7();

        story.Escalation.ReassignTo(team, "billing", As(story.Noor), Minute(5));

        Assert.Equal((team, RoutingSource.Manual, Minute(5), null), (story.Escalation.TeamId, story.Escalation.RoutedBy, story.Escalation.RoutingLockedAt, story.Escalation.OwnerId));
    }

    [Fact]
    public void The_owner_stays_known_after_the_end_but_owns_nothing()
    {
        var story = In(Assigned);

        story.Resolve(9);

        Assert.Equal(story.Noor.Id, story.Escalation.OwnerId);
        Assert.False(story.Escalation.IsOwnedBy(story.Noor.Id));
    }
}
