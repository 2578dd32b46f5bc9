using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Escalations;

/// <summary>From in progress to resolved and back.</summary>
public sealed class LifecycleTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task Waiting_stops_the_clock_until_the_customer_writes()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await As(Desk.Agent).Send(new StartEscalation.Command(escalation.Id));
        await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Domain.Conversations.Channel.Chat, "Which order is it?"));
        await As(Desk.Agent).Send(new WaitEscalation.Command(escalation.Id));
        Assert.Null((await Read(db => db.Escalations.SingleAsync())).DueAt);
        Clock.Now += TimeSpan.FromHours(3);

        await AsCustomer(escalation.ConversationId).Send(new PostCustomerMessage.Command(escalation.ConversationId, "Order 88-1402"));

        var after = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.InProgress, 1), (after.State, after.Unread));
        Assert.Equal(escalation.RequestedAt.AddHours(24 + 3), after.DueAt);
    }

    [Fact]
    public async Task Resolving_needs_notes_and_ends_ownership()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "  ", ResumeBot: false)));
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Replacement sent", ResumeBot: false));

        Assert.Equal(("resolutionNotes", "notes_required"), (refused.Field, refused.Code));
        var after = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.Resolved, "Replacement sent", Desk.Agent.Id), (after.State, after.ResolutionNotes, after.ResolvedById));
        Assert.Equal(AssignmentEnd.Resolved, (await Read(db => db.Assignments.SingleAsync())).End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_bot_resumes_only_if_chosen(bool resume)
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Done", resume));

        Assert.Equal(!resume, (await Read(db => db.Conversations.SingleAsync())).BotPaused);
    }

    [Fact]
    public async Task Staff_resolve_only_what_is_theirs()
    {
        var (others, nobodys) = (await Saved(An.OpenEscalation() with { Owner = Desk.OtherAgent }), await Saved(An.OpenEscalation()));

        var denied = await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new ResolveEscalation.Command(others.Id, "Done", true)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new ResolveEscalation.Command(nobodys.Id, "Done", true)));
        await As(Desk.Supervisor).Send(new ResolveEscalation.Command(others.Id, "Done", true));
        await As(Desk.Supervisor).Send(new ResolveEscalation.Command(nobodys.Id, "Spam", true));

        Assert.Equal(("not_assignee", "Supporters can only resolve sessions assigned to them"), (denied.Code, denied.Message));
    }

    [Fact]
    public async Task Reopening_within_the_window_goes_to_the_last_owner_and_resumes_the_clock()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        Clock.Now += TimeSpan.FromHours(1);
        await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Domain.Conversations.Channel.Chat, "Hello"));
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Done", true));
        Clock.Now += TimeSpan.FromHours(10);

        await As(Desk.Supervisor).Send(new ReopenEscalation.Command(escalation.Id, "It came back"));

        var after = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.Assigned, Desk.Agent.Id, 1), (after.State, after.OwnerId, after.Reopenings));
        Assert.Equal(escalation.RequestedAt.AddHours(24 + 10), after.DueAt);
        Assert.True((await Read(db => db.Conversations.SingleAsync())).BotPaused);
    }

    [Fact]
    public async Task After_the_window_reopening_is_refused()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Done", true));
        Clock.Now += TimeSpan.FromHours(73);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new ReopenEscalation.Command(escalation.Id, "Again")));

        Assert.Equal("reopen_window_passed", refused.Code);
    }

    [Fact]
    public async Task Reopening_while_another_is_open_is_refused()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Done", true));
        await As(Desk.Agent).Send(new OpenEscalation.Command(escalation.ConversationId, null, "Another thing came up", null, null, null, false));

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new ReopenEscalation.Command(escalation.Id, "Again")));

        Assert.Equal("another_open", refused.Code);
    }

    [Fact]
    public async Task A_change_of_priority_recomputes_what_is_due()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        await As(Desk.Agent).Send(new ChangePriority.Command(escalation.Id, Priority.Urgent));

        Assert.Equal(escalation.RequestedAt.AddMinutes(5), (await Read(db => db.Escalations.SingleAsync())).DueAt);
    }

    [Fact]
    public async Task History_tells_every_change_with_who_and_why()
    {
        var escalation = await Saved(An.OpenEscalation());
        await As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id));
        await As(Desk.Supervisor).Send(new ReassignEscalation.Command(escalation.Id, Desk.OtherAgent.Id, null, "Holiday"));
        await As(Desk.OtherAgent).Send(new StartEscalation.Command(escalation.Id));

        var history = await As(Desk.Viewer).Send(new GetHistory.Query(escalation.Id));

        Assert.Equal(["escalation_opened", "assigned", "assigned", "started"], history.Changes.Select(c => c.Type));
        Assert.Equal(["", "Noor", "Dana", "Bao"], history.Changes.Select(c => c.ActorName));
        Assert.Contains("Holiday", history.Changes[2].Details);
        Assert.Equal([AssignmentCause.Claim, AssignmentCause.Reassign], history.Assignments.Select(a => a.Cause));
    }

    [Fact]
    public async Task The_history_tells_of_the_conversations_earlier_requests_too()
    {
        var first = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await As(Desk.Agent).Send(new ResolveEscalation.Command(first.Id, "Done", true));
        var second = await As(Desk.Agent).Send(new OpenEscalation.Command(first.ConversationId, null, "Another thing came up", null, null, null, false));

        var history = await As(Desk.Agent).Send(new GetHistory.Query(second.EscalationId));

        Assert.Equal([(first.Id, "escalation_opened"), (first.Id, "assigned"), (first.Id, "resolved"), (second.EscalationId, "escalation_opened")], history.Changes.Select(c => (c.EscalationId!.Value, c.Type)));
        Assert.Equal(first.Id, Assert.Single(history.Assignments).EscalationId);
    }

    [Fact]
    public async Task How_it_ended_stays_in_the_history_also_after_it_went_on()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Sent a new one", true));
        await As(Desk.Agent).Send(new ReopenEscalation.Command(escalation.Id, "It came back"));
        await As(Desk.Agent).Send(new CancelEscalation.Command(escalation.Id, "Duplicate of another"));

        var history = await As(Desk.Viewer).Send(new GetHistory.Query(escalation.Id));
        var timeline = await As(Desk.Viewer).Send(new GetTimeline.Query(escalation.Id));

        Assert.Contains("Sent a new one", history.Changes.Single(c => c.Type == "resolved").Details);
        Assert.Contains("Duplicate of another", history.Changes.Single(c => c.Type == "cancelled").Details);
        Assert.Equal("Sent a new one", timeline.Items.Single(i => i.Type == "resolved").Details["notes"].GetString());
    }

    [Fact]
    public async Task The_timeline_joins_messages_notes_and_changes_in_one_order()
    {
        var escalation = await Saved(An.OpenEscalation());
        await AsCustomer(escalation.ConversationId).Send(new PostCustomerMessage.Command(escalation.ConversationId, "Hello?"));
        await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Domain.Conversations.Channel.Chat, "Here I am"));
        await As(Desk.Agent).Send(new AddNote.Command(escalation.Id, "Sounds upset"));

        var timeline = await As(Desk.Agent).Send(new GetTimeline.Query(escalation.Id));

        Assert.Equal(["Hello?", "Here I am", "Sounds upset"], timeline.Items.Select(i => i.Text).OfType<string>());
        Assert.Equal(timeline.Items.Select(i => i.Seq).Order(), timeline.Items.Select(i => i.Seq));
        Assert.DoesNotContain("Sounds upset", (await AsCustomer(escalation.ConversationId).Send(new GetPublicConversation.Query(escalation.ConversationId))).Messages.Select(m => m.Content));
    }
}
