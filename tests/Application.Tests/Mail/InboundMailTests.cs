using System.Text;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Mail;

public sealed class InboundMailTests(MailFixture app) : MailTest(app)
{
    private async Task<Guid> Replies(Guid escalation, string text = "It is on its way.") => (await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation, Channel.Email, text))).MessageId;

    private Task<List<Message>> Messages() => Read(db => db.Messages.Where(m => m.Direction == Direction.Inbound).OrderBy(m => m.CreatedAt).ToListAsync());

    [Fact]
    public async Task A_stranger_opens_a_request_that_is_answered_by_e_mail()
    {
        var receipt = await Comes(Raw("It has not come yet.", "Carmen Diaz <Carmen@Customer.test>", subject: "My parcel"));

        Assert.Equal((WebhookState.Processed, null), (receipt.State, receipt.Error));
        var escalation = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationOrigin.InboundEmail, ContactMethod.Email, Carmen, "My parcel\n\nIt has not come yet."), (escalation.Origin, escalation.PreferredMethod, escalation.Email, escalation.Reason));
        Assert.Equal("Carmen Diaz", (await Read(db => db.Customers.SingleAsync())).Name);
        var item = Assert.Single((await As(Desk.Agent).Send(new GetTimeline.Query(escalation.Id))).Items, i => i.Type == EventTypes.CustomerMessage);
        Assert.Equal((Channel.Email, "It has not come yet.", "My parcel", Carmen), (item.Channel, item.Text, item.Mail!.Subject, item.Mail.From));
        Assert.Equal(ConsentSource.InboundMessage, (await Read(db => db.Consents.SingleAsync(c => c.Channel == Channel.Email))).Source);
    }

    [Fact]
    public async Task An_answer_joins_the_conversation_it_refers_to_whatever_address_it_comes_from()
    {
        var mine = await Escalation();
        Clock.Advance(TimeSpan.FromMinutes(1));
        var another = await Escalation();
        var reply = await Replies(mine.Id);

        await Comes(Raw("From my other address\n\nOn Mon, 23 Nov 2026, Shop <support@shop.example> wrote:\n> It is on its way.", "carmen@work.test", headers: $"References: <{reply:n}@shop.example>"));
        await Comes(Raw("And from the usual one"));

        var messages = await Messages();
        Assert.Equal([mine.ConversationId, another.ConversationId], messages.Select(m => m.ConversationId));
        Assert.Equal("From my other address", messages[0].Text);
        Assert.Contains("> It is on its way.", (await EnvelopeOf(messages[0].Id)).FullText, StringComparison.Ordinal);
        Assert.Equal(1, (await Read(db => db.Escalations.SingleAsync(e => e.Id == mine.Id))).Unread);
    }

    [Fact]
    public async Task Without_references_it_joins_the_senders_latest_open_request_typed_in_any_case()
    {
        var escalation = await Escalation("Carmen@Customer.TEST");
        await Comes(Raw("Hello?"));
        Assert.Equal(escalation.ConversationId, Assert.Single(await Messages()).ConversationId);
    }

    [Fact]
    public async Task It_reopens_what_was_resolved_lately_and_opens_anew_after_the_window()
    {
        var escalation = await Escalation();
        var reply = await Replies(escalation.Id);
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Done", false));

        await Comes(Raw("It is broken", headers: $"In-Reply-To: <{reply:n}@shop.example>"));
        Assert.Equal((EscalationState.Assigned, 1), await Read(db => db.Escalations.Select(e => new ValueTuple<EscalationState, int>(e.State, e.Reopenings)).SingleAsync()));

        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation.Id, "Done", false));
        Clock.Advance(TimeSpan.FromDays(30));
        await Comes(Raw("It is broken again", headers: $"In-Reply-To: <{reply:n}@shop.example>"));
        Assert.Equal(2, await Read(db => db.Escalations.CountAsync()));
    }

    [Fact]
    public async Task The_same_e_mail_twice_is_one_message()
    {
        var raw = Raw(id: "same@customer.test");
        await Comes(raw);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False((await Deliver(Delivery(raw))).IsNew);

        // Another copy went another way, so that its body differs.
        var copy = await Comes("Received: by relay.example\r\n" + raw);

        Assert.Equal((WebhookState.Processed, "repeated"), (copy.State, copy.Error));
        Assert.Single(await Messages());
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", "auto_submitted")]
    [InlineData("Return-Path: <>", "auto_submitted")]
    [InlineData("Precedence: bulk", "bulk")]
    [InlineData("List-Id: <news.shop.example>", "bulk")]
    [InlineData("X-Loop: Support@Shop.example", "own_mail")]
    public async Task What_a_machine_sends_asks_for_nobody(string header, string reason)
    {
        var escalation = await Escalation();
        var reply = await Replies(escalation.Id);

        var receipt = await Comes(Raw("I am away", headers: [header, $"In-Reply-To: <{reply:n}@shop.example>"]));

        Assert.Equal((WebhookState.Processed, reason), (receipt.State, receipt.Error));
        Assert.Empty(await Messages());
        Assert.Equal(1, await Read(db => db.Escalations.CountAsync()));
    }

    [Fact]
    public async Task Our_own_address_never_writes_to_itself()
    {
        Assert.Equal("own_mail", (await Comes(Raw(from: "Shop <SUPPORT@shop.example>"))).Error);
        Assert.Equal("no_sender", (await Comes(Raw(from: "undisclosed"))).Error);
        Assert.Equal(0, await Read(db => db.Escalations.CountAsync()));
    }

    [Fact]
    public async Task A_flood_of_one_sender_is_held_back()
    {
        for (var i = 0; i < ReceiveMail.MostPerHour; i++)
            Assert.Null((await Comes(Raw($"Number {i}"))).Error);

        Assert.Equal("too_many", (await Comes(Raw("One more"))).Error);
        Assert.Null((await Comes(Raw("Somebody else", "mai@customer.test"))).Error);
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null((await Comes(Raw("An hour later"))).Error);
    }

    [Fact]
    public async Task An_e_mail_that_comes_back_is_undelivered_and_its_agent_sees_why()
    {
        var escalation = await Escalation();
        var reply = await Replies(escalation.Id);
        await Record(Assert.Single(await Dispatch()), new SendOutcome.Accepted("250 queued"));

        var receipt = await Comes(Bounce($"{reply:n}@shop.example", "failed", "5.1.1"));

        Assert.Null(receipt.Error);
        Assert.Equal((DeliveryState.Undelivered, "5.1.1"), ((await Now(reply)).Delivery, (await Now(reply)).DeliveryReason));
        Assert.Empty(await Messages());
        Assert.Equal("unknown_message", (await Comes(Bounce("somebody-elses@shop.example", "failed", "5.1.1"))).Error);
    }

    [Fact]
    public async Task A_report_of_delay_changes_nothing_and_one_of_delivery_does()
    {
        var reply = await Replies((await Escalation()).Id);
        await Record(Assert.Single(await Dispatch()), new SendOutcome.Accepted("250 queued"));
        await Comes(Bounce($"{reply:n}@shop.example", "delayed", "4.4.1"));
        Assert.Equal(DeliveryState.Sent, (await Now(reply)).Delivery);
        await Comes(Bounce($"{reply:n}@shop.example", "delivered", "2.1.5"));
        Assert.Equal(DeliveryState.Delivered, (await Now(reply)).Delivery);
    }

    [Theory]
    [InlineData("iso-8859-1", "quoted-printable", "Gr=FC=DFe aus M=FCnchen", "Grüße aus München")]
    [InlineData("windows-1258", "base64", "WGluIGNo4G8=", "Xin chào")]
    [InlineData("utf-8", "base64", "WGluIGNow6Bv", "Xin chào")]
    [InlineData("x-nobody-knows", "7bit", "Plain words", "Plain words")]
    public async Task Words_are_read_in_any_character_set(string charset, string encoding, string body, string text)
    {
        var raw = Raw(body).Replace("charset=utf-8", $"charset={charset}", StringComparison.Ordinal).Replace(": 8bit", $": {encoding}", StringComparison.Ordinal);
        await Comes(raw);
        Assert.Equal(text, Assert.Single(await Messages()).Text);
    }

    [Fact]
    public async Task Html_becomes_words_and_files_are_counted()
    {
        await Comes("""
            From: carmen@customer.test
            Subject: =?utf-8?B?QsawdSBraeG7h24=?=
            Message-ID: <html@customer.test>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=x

            --x
            Content-Type: text/html; charset=utf-8

            <html><head><style>p{color:red}</style><title>No</title></head><body><p>First &lt;line&gt;</p><div>second<br>third</div><script>alert(1)</script></body></html>
            --x
            Content-Type: image/png; name=a.png
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment; filename=a.png

            iVBORw0KGgo=
            --x--
            """.ReplaceLineEndings("\r\n"));

        var message = Assert.Single(await Messages());
        Assert.Equal("First <line>\nsecond\nthird", message.Text);
        var envelope = await EnvelopeOf(message.Id);
        Assert.Equal(("Bưu kiện", 1), (envelope.Subject, envelope.Attachments));
    }

    [Fact]
    public async Task What_is_signed_wrongly_or_for_another_time_is_kept_apart_and_replay_verifies_again()
    {
        var (forged, late) = (Delivery(Raw(), "guessed"), Delivery(Raw(), at: Clock.Now - SignedDelivery.MaxSkew - TimeSpan.FromSeconds(1)));
        var tampered = Delivery(Raw("Pay 10"));
        tampered = tampered with { Body = tampered.Body.Replace("Pay 10", "Pay 99", StringComparison.Ordinal) };
        foreach (var call in new[] { forged, late, tampered })
            Assert.False((await Deliver(call)).IsAuthentic);
        await Process();
        Assert.Equal(0, await Read(db => db.Escalations.CountAsync()));

        // The gateway was right, and we had the wrong secret: only that one can be replayed.
        var protector = (ISecrets)App.Services.GetService(typeof(ISecrets))!;
        await Write(async db => (await db.Mailboxes.SingleAsync()).RenewSecret(protector.Protect("guessed")));
        Clock.Advance(TimeSpan.FromHours(2));
        foreach (var receipt in await Read(db => db.WebhookReceipts.ToListAsync()))
        {
            if (receipt.Signature == forged.Signature)
                await As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id));
            else
                Assert.Equal(ReceiveWebhook.InvalidSignature, (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id)))).Code);
        }

        await Process();
        Assert.Single(await Messages());
    }

    [Fact]
    public async Task Who_asks_by_e_mail_to_be_left_alone_is_on_that_channel_until_they_ask_again()
    {
        var escalation = await Escalation();
        await Comes(Raw("Hello?"));
        var reply = await Replies(escalation.Id);
        await Save(new Consent(Desk.Tenant.Id, escalation.CustomerId, Channel.Sms, "+14155550123", ConsentSource.Widget, "widget", null, Clock.Now));

        await Comes(Raw("Unsubscribe\n\nOn Mon, 23 Nov 2026, Shop <support@shop.example> wrote:\n> It is on its way.", headers: $"In-Reply-To: <{reply:n}@shop.example>"));

        Assert.Equal("mail_opted_out", (await Assert.ThrowsAsync<RuleViolation>(() => Replies(escalation.Id))).Code);
        Assert.Equal("opted_out", (await As(Desk.Agent).Send(new GetEscalation.Query(escalation.Id))).Mail.Obstacle);
        Assert.Empty(await Dispatch());
        Assert.Equal((DeliveryState.Suppressed, "opted_out"), ((await Now(reply)).Delivery, (await Now(reply)).DeliveryReason));
        Assert.Null((await Read(db => db.Consents.SingleAsync(c => c.Channel == Channel.Sms))).WithdrawnAt);
        Assert.Contains((await As(Desk.Agent).Send(new GetTimeline.Query(escalation.Id))).Items, i => i.Type == EventTypes.ConsentWithdrawn);

        await Comes(Raw("One more question"));
        Assert.Equal("mail_opted_out", (await Assert.ThrowsAsync<RuleViolation>(() => Replies(escalation.Id))).Code);
        await Comes(Raw("Start"));
        await Replies(escalation.Id);
        Assert.Equal(1, await Read(db => db.Escalations.CountAsync()));
    }

    [Fact]
    public async Task A_wish_to_be_left_alone_asks_for_nobody()
    {
        await Comes(Raw("", subject: "unsubscribe"));
        Assert.Equal((0, 0), (await Read(db => db.Escalations.CountAsync()), await Read(db => db.Messages.CountAsync())));
        Assert.Equal((Carmen, ConsentSource.StopWord), await Read(db => db.Consents.Select(c => new ValueTuple<string, ConsentSource>(c.Address, c.WithdrawnBy!.Value)).SingleAsync()));

        var resolved = await Escalation();
        await As(Desk.Agent).Send(new ResolveEscalation.Command(resolved.Id, "Done", false));
        await Comes(Raw("STOP"));
        Assert.Equal(EscalationState.Resolved, (await Read(db => db.Escalations.SingleAsync())).State);
        Assert.Equal(resolved.ConversationId, Assert.Single(await Messages()).ConversationId);
    }

    [Fact]
    public async Task Who_texts_STOP_is_still_written_to_by_e_mail()
    {
        var escalation = await Escalation();
        var texts = new Consent(Desk.Tenant.Id, escalation.CustomerId, Channel.Sms, "+14155550123", ConsentSource.Widget, "widget", null, Clock.Now);
        texts.Withdraw(ConsentSource.StopWord, Clock.Now);
        await Save(texts);

        await Replies(escalation.Id);

        Assert.Single(await Dispatch());
    }

    [Fact]
    public async Task The_customers_page_never_shows_e_mail()
    {
        var escalation = await Escalation();
        await Replies(escalation.Id);
        await Comes(Raw("Only for staff"));

        var shown = await AsCustomer(escalation.ConversationId).Send(new GetPublicConversation.Query(escalation.ConversationId));

        Assert.Empty(shown.Messages);
        var message = Assert.Single(await Messages());
        Assert.Null(await AsCustomer(escalation.ConversationId).Send(new GetPublicMessage.Query(escalation.ConversationId, message.Id)));
    }

    [Fact]
    public async Task References_of_another_tenant_lead_nowhere()
    {
        var other = await NewDesk();
        var reply = await Replies((await Escalation("mai@customer.test")).Id);
        var secret = (await As(other.Admin).Send(new SaveMailbox.Command("support@other.example", "Other", null, 587, Domain.Mail.MailSecurity.Starttls, null, null))).Secret!;

        var mailbox = await InTenant(other.Tenant.Id, writes: false, db => db.Mailboxes.SingleAsync());
        var carrier = new CurrentActor { Kind = ActorKind.Carrier, TenantId = other.Tenant.Id };
        await As(carrier).Send(new StoreDelivery.Command(mailbox.Id, Delivery(Raw(headers: $"References: <{reply:n}@shop.example>"), secret)));
        var receipt = await InTenant(other.Tenant.Id, writes: false, db => db.WebhookReceipts.SingleAsync());
        await As(CurrentActor.System(other.Tenant.Id)).Send(new ReceiveMail.Command(receipt.Id));

        Assert.Empty(await Messages());
        Assert.Equal(1, await InTenant(other.Tenant.Id, writes: false, db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task What_is_no_e_mail_goes_to_quarantine()
    {
        await Deliver(Delivery("\r\n\r\nno header at all"));
        await Process();
        Assert.Equal(WebhookState.Quarantined, (await Read(db => db.WebhookReceipts.SingleAsync())).State);
        Assert.True((await Deliver(Delivery(Raw("A \0 in it")))).IsAuthentic);
        Assert.Equal(2, await Read(db => db.WebhookReceipts.CountAsync(r => r.State == WebhookState.Quarantined)));
    }

    private static string Bounce(string headerId, string action, string status) => $"""
        Return-Path: <>
        From: MAILER-DAEMON@relay.example
        To: {Ours}
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <{Guid.NewGuid():n}@relay.example>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=x

        --x
        Content-Type: text/plain

        I am sorry.
        --x
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.example

        Final-Recipient: rfc822; {Carmen}
        Action: {action}
        Status: {status}
        --x
        Content-Type: text/rfc822-headers

        From: {Ours}
        Message-ID: <{headerId}>
        Subject: Your request
        --x--
        """.ReplaceLineEndings("\r\n");
}
