using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using static EscalationCqrs.Domain.Escalations.EscalationState;
using static EscalationCqrs.Domain.Tests.Escalations.EscalationStory;

namespace EscalationCqrs.Domain.Tests.Escalations;

/// <summary>The whole table of states: what is allowed leads where it should, everything else is refused and changes nothing.</summary>
public sealed class TransitionTests
{
    private static readonly Dictionary<string, (Action<EscalationStory> Move, Dictionary<EscalationState, EscalationState> To, string Code)> Table = new()
    {
        ["claim"] = (s => s.Claim(s.Dana, 20), new() { [Pending] = Assigned }, "already_assigned|not_open"),
        ["assign"] = (s => s.Escalation.AssignTo(s.Dana, As(s.Noor), Minute(20)), new() { [Pending] = Assigned }, "already_assigned|not_open"),
        ["start"] = (s => s.Escalation.Start(As(s.Noor), Minute(20)), new() { [Assigned] = InProgress, [WaitingOnCustomer] = InProgress }, "wrong_state"),
        ["reply"] = (s => s.Reply(s.Noor, 20), new() { [Pending] = Pending, [Assigned] = InProgress, [InProgress] = InProgress, [WaitingOnCustomer] = WaitingOnCustomer }, "not_open"),
        ["wait"] = (s => s.Escalation.Wait(As(s.Noor), Minute(20)), new() { [InProgress] = WaitingOnCustomer }, "wrong_state"),
        ["customer writes"] = (s => s.CustomerWrites(20),
            new() { [Pending] = Pending, [Assigned] = Assigned, [InProgress] = InProgress, [WaitingOnCustomer] = InProgress, [Resolved] = Resolved, [Cancelled] = Cancelled }, ""),
        ["release"] = (s => s.Escalation.Release(As(s.Noor), null, Minute(20)), new() { [Assigned] = Pending, [InProgress] = Pending, [WaitingOnCustomer] = Pending }, "not_assigned|not_open"),
        ["reassign"] = (s => s.Escalation.ReassignTo(s.Dana, "shift ends", As(s.Noor), Minute(20)),
            new() { [Pending] = Assigned, [Assigned] = Assigned, [InProgress] = Assigned, [WaitingOnCustomer] = Assigned }, "not_open"),
        ["reassign to a team"] = (s => s.Escalation.ReassignTo(Guid.CreateVersion7(), "theirs", As(s.Noor), Minute(20)),
            new() { [Pending] = Pending, [Assigned] = Pending, [InProgress] = Pending, [WaitingOnCustomer] = Pending }, "not_open"),
        ["resolve"] = (s => s.Resolve(20), new() { [Pending] = Resolved, [Assigned] = Resolved, [InProgress] = Resolved, [WaitingOnCustomer] = Resolved }, "not_open"),
        ["cancel"] = (s => s.Escalation.Cancel("duplicate", s.Conversation, As(s.Noor), Minute(20)),
            new() { [Pending] = Cancelled, [Assigned] = Cancelled, [InProgress] = Cancelled, [WaitingOnCustomer] = Cancelled }, "not_open"),
        ["reopen"] = (s => s.Reopen(20), new() { [Resolved] = Pending }, "wrong_state"),
        ["change priority"] = (s => s.Escalation.ChangePriority(Priority.Urgent, Targets, As(s.Noor), Minute(20)),
            new() { [Pending] = Pending, [Assigned] = Assigned, [InProgress] = InProgress, [WaitingOnCustomer] = WaitingOnCustomer }, "not_open"),
    };

    public static TheoryData<string, EscalationState> Moves
    {
        get
        {
            var data = new TheoryData<string, EscalationState>();
            foreach (var move in Table.Keys)
            {
                foreach (var state in Enum.GetValues<EscalationState>())
                    data.Add(move, state);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void A_move_leads_where_the_table_says_or_is_refused(string move, EscalationState from)
    {
        var (act, targets, code) = Table[move];
        var story = In(from);
        Assert.Equal(from, story.Escalation.State);

        if (targets.TryGetValue(from, out var to))
        {
            act(story);
            Assert.Equal(to, story.Escalation.State);
        }
        else
        {
            var events = story.Escalation.Raised.Count;
            var refused = Assert.Throws<RuleViolation>(() => act(story));
            Assert.Contains(refused.Code, code.Split('|'));
            Assert.Equal((from, events), (story.Escalation.State, story.Escalation.Raised.Count));
        }
    }

    [Fact]
    public void A_request_begins_pending_and_pauses_the_bot()
    {
        var story = new EscalationStory();

        Assert.Equal(Pending, story.Escalation.State);
        Assert.True(story.Conversation.BotPaused);
        Assert.Equal("bot_paused", Assert.Throws<RuleViolation>(story.Conversation.GuardBot).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_bot_goes_on_after_resolving_only_if_chosen(bool resume)
    {
        var story = In(InProgress);

        story.Resolve(20, resume);

        Assert.Equal(!resume, story.Conversation.BotPaused);
    }

    [Fact]
    public void Cancelling_resumes_the_bot()
    {
        var story = In(Assigned);

        story.Escalation.Cancel("duplicate", story.Conversation, As(story.Noor), Minute(20));

        Assert.False(story.Conversation.BotPaused);
        Assert.Equal(AssignmentEnd.Cancelled, Assert.Single(story.Escalation.Assignments).End);
    }

    [Fact]
    public void Within_the_window_the_last_owner_gets_it_back()
    {
        var story = In(Assigned);
        story.Resolve(10);

        story.Reopen(10 + Window.TotalMinutes, story.Noor);

        Assert.Equal((Assigned, story.Noor.Id, 1), (story.Escalation.State, story.Escalation.OwnerId, story.Escalation.Reopenings));
        Assert.Null(story.Escalation.ResolvedAt);
        Assert.True(story.Conversation.BotPaused);
    }

    [Fact]
    public void After_the_window_it_stays_resolved()
    {
        var story = In(Resolved);

        var refused = Assert.Throws<RuleViolation>(() => story.Reopen(10 + Window.TotalMinutes + 1));

        Assert.Equal(("reopen_window_passed", Resolved), (refused.Code, story.Escalation.State));
    }

    [Fact]
    public void A_last_owner_who_left_does_not_get_it_back()
    {
        var story = In(Resolved);
        story.Noor.Deactivate(Minute(11));

        story.Reopen(12, story.Noor);

        Assert.Equal((Pending, (Guid?)null), (story.Escalation.State, story.Escalation.OwnerId));
    }

    [Theory]
    [InlineData(ContactMethod.Sms, null, "phone_required")]
    [InlineData(ContactMethod.Call, null, "phone_required")]
    [InlineData(ContactMethod.Email, " ", "email_required")]
    public void The_contact_detail_of_the_method_is_mandatory(ContactMethod method, string? email, string code)
    {
        var story = new EscalationStory();

        var refused = Assert.Throws<FieldRefused>(() => new Escalation(story.Conversation, "The parcel never came", method, null, email, Priority.Medium,
            EscalationOrigin.Customer, null, null, Targets, Actor.Customer, Minute(0)));

        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public void Each_event_carries_a_higher_version_than_the_one_before()
    {
        var story = In(WaitingOnCustomer);
        story.CustomerWrites(5);
        story.Resolve(6);

        var versions = story.Escalation.Raised.Select(e => e.Version).ToList();

        Assert.Equal(Enumerable.Range(1, versions.Count).Select(v => (long)v), versions);
        Assert.Equal(EventTypes.Resolved, story.Escalation.Raised[^1].Type);
    }
}
