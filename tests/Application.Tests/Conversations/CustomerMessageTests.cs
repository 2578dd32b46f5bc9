using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.ApiTokens;
using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Conversations;

/// <summary>A customer writes in the chat while no request is open: where no bot listens, a person must.</summary>
public sealed class CustomerMessageTests(AppFixture app) : IntegrationTest(app)
{
    private Task Says(Guid conversation, string text) => AsCustomer(conversation).Send(new PostCustomerMessage.Command(conversation, text));

    private Task<List<Escalation>> Requests() => Read(db => db.Escalations.OrderBy(e => e.RequestedAt).ToListAsync());

    [Fact]
    public async Task After_the_end_with_the_bot_still_paused_the_request_is_open_again_with_its_last_owner()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Done", ResumeBot: false));
        Clock.Now += TimeSpan.FromHours(71);

        await Says(escalation.ConversationId, "It broke again");

        var again = Assert.Single(await Requests());
        Assert.Equal((EscalationState.Assigned, Desk.Agent.Id, 1, 1), (again.State, again.OwnerId, again.Reopenings, again.Unread));
        Assert.Equal(again.Id, (await Read(db => db.Messages.SingleAsync())).EscalationId);
        var events = await Read(db => db.Events.OrderBy(e => e.Seq).ToListAsync());
        Assert.Contains("\"channel\": \"chat\"", events.Single(e => e.Type == EventTypes.Reopened).Data);
        Assert.Equal(again.Id, events.Single(e => e.Type == EventTypes.CustomerMessage).EscalationId);
    }

    [Fact]
    public async Task After_the_window_it_is_a_new_request()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Done", ResumeBot: false));
        Clock.Now += TimeSpan.FromHours(73);

        await Says(escalation.ConversationId, "Hi");

        var requests = await Requests();
        Assert.Equal(2, requests.Count);
        Assert.Equal((EscalationState.Pending, "The customer wrote: Hi", EscalationOrigin.InboundChat, null),
            (requests[1].State, requests[1].Reason, requests[1].Origin, requests[1].PreferredMethod));
    }

    [Fact]
    public async Task With_neither_responder_nor_bot_the_first_message_asks_for_a_person_and_the_second_joins_it()
    {
        await As(Desk.Admin).Send(new UpdateWidgetSettings.Command([], ResponderEnabled: false));
        var conversation = await Saved(A.Conversation());

        await Says(conversation.Id, "Where is my parcel?");
        await Says(conversation.Id, "Hello?");

        var request = Assert.Single(await Requests());
        Assert.Equal(("Where is my parcel?", 2, true), (request.Reason, request.Unread, (await Read(db => db.Conversations.SingleAsync())).BotPaused));
    }

    [Fact]
    public async Task A_bot_with_a_token_listens_until_its_token_is_revoked()
    {
        await As(Desk.Admin).Send(new UpdateWidgetSettings.Command([], ResponderEnabled: false));
        var token = await As(Desk.Admin).Send(new CreateApiToken.Command("Shop bot", [Permissions.Bot.Reply]));
        var conversation = await Saved(A.Conversation());

        await Says(conversation.Id, "Where is my parcel?");
        Assert.Empty(await Requests());
        await As(Desk.Admin).Send(new RevokeApiToken.Command(token.Id));
        await Says(conversation.Id, "Hello, is anybody there?");

        Assert.Single(await Requests());
    }

    [Fact]
    public async Task While_the_responder_listens_nothing_is_opened_even_after_an_end()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Done", ResumeBot: true));

        await Says(escalation.ConversationId, "Thank you");

        Assert.Equal(EscalationState.Resolved, Assert.Single(await Requests()).State);
        Assert.Null((await Read(db => db.Messages.SingleAsync())).EscalationId);
    }

    [Fact]
    public async Task Many_at_once_open_one_request()
    {
        await As(Desk.Admin).Send(new UpdateWidgetSettings.Command([], ResponderEnabled: false));
        var conversation = await Saved(A.Conversation());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Says(conversation.Id, $"Is anybody there? {i}")));

        Assert.Equal(8, Assert.Single(await Requests()).Unread);
    }
}
