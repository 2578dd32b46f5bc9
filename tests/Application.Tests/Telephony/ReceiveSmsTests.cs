using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using Microsoft.EntityFrameworkCore;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Application.Tests.Telephony;

public sealed class ReceiveSmsTests(TelephonyFixture app) : TelephonyTest(app)
{
    [Fact]
    public async Task A_text_joins_the_open_request_of_the_pair_and_ends_the_wait_for_the_customer()
    {
        var escalation = await Escalation(consent: false);
        await As(Desk.Agent).Send(new StartEscalation.Command(escalation.Id));
        await As(Desk.Agent).Send(new WaitEscalation.Command(escalation.Id));

        await Texts("It came, thank you!", sid: "SMin");

        var message = await Read(db => db.Messages.SingleAsync());
        Assert.Equal((escalation.Id, Channel.Sms, Direction.Inbound, "It came, thank you!", "SMin"), (message.EscalationId, message.Channel, message.Direction, message.Text, message.CarrierMessageId));
        var now = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.InProgress, 1), (now.State, now.Unread));
        var consent = await Read(db => db.Consents.SingleAsync());
        Assert.Equal((ConsentSource.InboundMessage, CustomerPhone, "twilio:SMin"), (consent.Source, consent.Address, consent.Evidence));
        Assert.NotNull((await Read(db => db.Customers.SingleAsync())).PhoneVerifiedAt);
    }

    [Fact]
    public async Task Of_several_open_requests_the_latest_gets_the_text()
    {
        await Escalation();
        Clock.Advance(TimeSpan.FromMinutes(1));
        var latest = await Saved(An.OpenEscalation());
        await Escalation("+14155550177");

        await Texts("Which of the two?");

        Assert.Equal(latest.Id, (await Read(db => db.Messages.SingleAsync())).EscalationId);
    }

    [Fact]
    public async Task A_text_within_the_window_reopens_the_last_request_with_its_last_owner()
    {
        var escalation = await Escalation();
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Sent a new parcel", true));
        Clock.Advance(TimeSpan.FromHours(71));

        await Texts("It is broken again");

        var now = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.Assigned, Desk.Agent.Id, 1, 1), (now.State, now.OwnerId, now.Reopenings, now.Unread));
        Assert.True((await Read(db => db.Conversations.SingleAsync())).BotPaused);
    }

    [Fact]
    public async Task After_the_window_a_text_opens_a_new_request()
    {
        var escalation = await Escalation();
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Sent a new parcel", true));
        Clock.Advance(TimeSpan.FromHours(73));

        await Texts("It is broken again");

        Assert.Equal(2, await Read(db => db.Escalations.CountAsync()));
        Assert.Equal(EscalationState.Resolved, (await Read(db => db.Escalations.SingleAsync(e => e.Id == escalation.Id))).State);
    }

    [Fact]
    public async Task A_text_from_nobody_we_know_opens_a_request_and_permits_to_answer()
    {
        await Texts("Hi", from: "+14155550188");

        var opened = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationOrigin.InboundSms, ContactMethod.Sms, "+14155550188", Desk.Number.Id, EscalationState.Pending, "The customer wrote by SMS: Hi"),
            (opened.Origin, opened.PreferredMethod, opened.Phone, opened.NumberId, opened.State, opened.Reason));
        Assert.Equal(Channel.Sms, (await Read(db => db.Conversations.SingleAsync())).Origin);
        Assert.NotNull((await Read(db => db.Customers.SingleAsync())).PhoneVerifiedAt);
        await As(Desk.Agent).Send(new ReplyToCustomer.Command(opened.Id, Channel.Sms, "Hello, how can we help?"));
        Assert.Equal("+14155550188", Assert.Single(await Dispatch()).Sms.To);
    }

    [Fact]
    public async Task A_known_customer_who_writes_again_is_the_same_customer()
    {
        await Texts("The first question of mine");
        var first = await Read(db => db.Escalations.SingleAsync());
        await As(Desk.Supervisor).Send(new CancelEscalation.Command(first.Id, "Answered by telephone"));

        await Texts("The second question of mine");

        Assert.Equal(1, await Read(db => db.Customers.CountAsync()));
        Assert.Equal(2, await Read(db => db.Conversations.CountAsync()));
    }

    [Fact]
    public async Task Two_texts_at_once_from_a_new_number_open_one_request()
    {
        await Call(Inbound("The first half of it", "+14155550190"), Inbound("and the second half", "+14155550190"));

        var receipts = await Read(db => db.WebhookReceipts.Select(r => r.Id).ToListAsync());
        await Task.WhenAll(receipts.Select(id => AsSystem().Send(new ReceiveSms.Command(id))));

        var opened = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal(2, await Read(db => db.Messages.CountAsync(m => m.EscalationId == opened.Id)));
    }

    [Fact]
    public async Task The_same_text_reported_twice_appears_once()
    {
        await Escalation();

        await Texts("Hello there", sid: "SM1");
        await Texts("Hello there", sid: "SM1");

        Assert.Equal(1, await Read(db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task STOP_is_shown_withdraws_consent_and_holds_back_what_waits_until_START()
    {
        var escalation = await Escalation();
        var waiting = await Queued(escalation);

        await Texts("Stop!");

        Assert.Empty(await Dispatch());
        Assert.Equal("opted_out", (await Now(waiting)).DeliveryReason);
        Assert.Equal(ConsentSource.StopWord, (await Read(db => db.Consents.SingleAsync())).WithdrawnBy);
        Assert.Single(await Events(EventTypes.ConsentWithdrawn));
        Assert.Equal("Stop!", (await Read(db => db.Messages.SingleAsync(m => m.Direction == Direction.Inbound))).Text);

        Clock.Advance(TimeSpan.FromSeconds(1));
        await Texts("One more question, please");
        await Queued(escalation, "No");
        Assert.Empty(await Dispatch());

        Clock.Advance(TimeSpan.FromSeconds(1));
        await Texts("START");
        Assert.Single(await Events(EventTypes.ConsentGiven));
        await Queued(escalation, "Welcome back");
        Assert.Equal("Welcome back", Assert.Single(await Dispatch()).Sms.Text);
    }

    [Theory]
    [InlineData("Please stop texting me")]
    [InlineData("Xin đừng nhắn tin cho tôi nữa")]
    public async Task A_wish_to_be_left_alone_counts_in_free_words_too(string text)
    {
        await Escalation();

        await Texts(text, sid: "SMleave");

        var consent = await Read(db => db.Consents.SingleAsync());
        Assert.Equal((ConsentSource.StopPhrase, Clock.Now), (consent.WithdrawnBy, consent.WithdrawnAt));
        Assert.Equal(text, (await Read(db => db.Messages.SingleAsync())).Text);
        Assert.Single(await Read(db => db.Events.Where(e => e.Type == EventTypes.ConsentWithdrawn).ToListAsync()));
        await Texts("START");
        Assert.Contains(await Read(db => db.Consents.ToListAsync()), c => c.WithdrawnAt is null && c.Source == ConsentSource.StartWord);
    }

    [Fact]
    public async Task A_wish_in_free_words_from_nobody_we_know_opens_a_request_and_takes_the_permission_back()
    {
        const string Text = "Stop texting, call me, I'm locked out";
        await Texts(Text, from: "+14155550193");

        var opened = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationOrigin.InboundSms, Text, "+14155550193"), (opened.Origin, opened.Reason, opened.Phone));
        var message = await Read(db => db.Messages.SingleAsync());
        Assert.Equal((opened.Id, Text), (message.EscalationId, message.Text));
        var consent = await Read(db => db.Consents.SingleAsync());
        Assert.Equal((ConsentSource.StopPhrase, Clock.Now), (consent.WithdrawnBy, consent.WithdrawnAt));
        Assert.Equal(opened.Id, Assert.Single(await Events(EventTypes.ConsentWithdrawn)).EscalationId);
    }

    [Fact]
    public async Task A_wish_in_free_words_after_the_end_takes_the_request_up_again()
    {
        var escalation = await Escalation();
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Sent a new parcel", true));

        await Texts("It is broken again. Stop texting, call me");

        var now = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.Assigned, 1, 1), (now.State, now.Reopenings, now.Unread));
        Assert.NotNull((await Read(db => db.Consents.SingleAsync())).WithdrawnAt);
    }

    [Fact]
    public async Task STOP_or_HELP_asks_for_nobody_but_is_remembered()
    {
        await Texts("HELP", from: "+14155550191");
        await Texts("STOP", from: "+14155550192");

        Assert.Equal(0, await Read(db => db.Escalations.CountAsync()));
        Assert.Equal(0, await Read(db => db.Conversations.CountAsync()));
        Assert.NotNull((await Read(db => db.Consents.SingleAsync(c => c.Address == "+14155550192"))).WithdrawnAt);
        Assert.Null((await Read(db => db.Consents.SingleAsync(c => c.Address == "+14155550191"))).WithdrawnAt);
    }

    [Fact]
    public async Task STOP_after_the_end_is_shown_in_the_last_conversation_and_reopens_nothing()
    {
        var escalation = await Escalation();
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Sent a new parcel", true));

        await Texts("STOP");

        Assert.Equal(EscalationState.Resolved, (await Read(db => db.Escalations.SingleAsync())).State);
        Assert.Equal(escalation.ConversationId, (await Read(db => db.Messages.SingleAsync())).ConversationId);
    }

    [Fact]
    public async Task YES_is_an_answer_unless_the_sender_has_opted_out()
    {
        await Escalation();
        await Texts("YES");
        Assert.Equal(1, (await Read(db => db.Escalations.SingleAsync())).Unread);
        Assert.Empty(await Events(EventTypes.ConsentGiven));

        await Texts("QUIT");
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Texts("YES");

        Assert.Single(await Events(EventTypes.ConsentGiven));
    }

    [Fact]
    public async Task An_SMS_never_appears_in_the_public_chat_of_whoever_typed_the_number()
    {
        var escalation = await Escalation();
        await Queued(escalation, "Your code is 1234");
        await Texts("My door code is 5678");

        var seen = await AsCustomer(escalation.ConversationId).Send(new GetPublicConversation.Query(escalation.ConversationId));

        Assert.Empty(seen.Messages);
    }
}
