using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Mail;

public sealed class OutboundMailTests(MailFixture app) : MailTest(app)
{
    private async Task<Guid> Replies(Escalation escalation, string text = "It is on its way.") =>
        (await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Email, text))).MessageId;

    [Fact]
    public async Task A_reply_by_e_mail_needs_no_consent_to_texts_and_waits_in_the_outbox()
    {
        var escalation = await Escalation();

        var result = await As(Desk.Agent, [.. Roles.Defaults["Staff"].Where(p => p != Permissions.Sms.Send)]).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Email, "It is on its way."));

        Assert.Equal((DeliveryState.Queued, (int?)null, EscalationState.InProgress), (result.Delivery, result.Segments, result.State));
        var mail = Assert.Single(await Dispatch()).Mail;
        Assert.Equal((Carmen, "It is on its way.", "Your request to Example Shop", "en"), (mail.To, mail.Text, mail.Subject, mail.Locale));
        Assert.Equal($"{result.MessageId:n}@shop.example", mail.HeaderId);
        Assert.Equal(0, (await Read(db => db.Escalations.SingleAsync())).SmsSent);
    }

    [Fact]
    public async Task The_thread_goes_on_from_the_customers_last_e_mail_under_one_subject()
    {
        await Comes(Raw("Where is it?", id: "first@customer.test", subject: "My parcel"));
        var escalation = await Read(db => db.Escalations.SingleAsync());
        var first = await Replies(escalation);
        await Comes(Raw("Still nothing", id: "second@customer.test", subject: "AW: Re: My parcel", headers: [$"In-Reply-To: <{first:n}@shop.example>", $"References: <first@customer.test> <{first:n}@shop.example>"]));
        var second = await Replies(escalation, "I am asking them again.");

        var (one, two) = (await EnvelopeOf(first), await EnvelopeOf(second));
        Assert.Equal(("Re: My parcel", "first@customer.test"), (one.Subject, one.InReplyTo));
        Assert.Equal(["first@customer.test"], one.References);
        Assert.Equal(("Re: My parcel", "second@customer.test"), (two.Subject, two.InReplyTo));
        Assert.Equal(["first@customer.test", $"{first:n}@shop.example", "second@customer.test"], two.References);
    }

    [Fact]
    public async Task A_customer_reads_our_e_mails_in_the_order_in_which_they_were_written()
    {
        var escalation = await Escalation();
        var first = await Replies(escalation);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await Replies(escalation, "Tomorrow at noon.");

        var taken = Assert.Single(await Dispatch());
        Assert.Equal(first, taken.Mail.MessageId);
        Assert.Empty(await Dispatch());
        await Record(taken, new SendOutcome.Accepted("250 queued"));
        Assert.Equal(second, Assert.Single(await Dispatch()).Mail.MessageId);
        Assert.Equal(DeliveryState.Sent, (await Now(first)).Delivery);
    }

    [Fact]
    public async Task Who_asked_to_be_left_alone_is_not_written_to_not_even_between_reply_and_dispatch()
    {
        var escalation = await Escalation();
        var message = await Replies(escalation);
        var consent = new Consent(Desk.Tenant.Id, escalation.CustomerId, Channel.Email, Carmen, ConsentSource.Staff, "asked on the telephone", null, Clock.Now);
        consent.Withdraw(ConsentSource.Staff, Clock.Now);
        await Save(consent);

        Assert.Empty(await Dispatch());

        Assert.Equal((DeliveryState.Suppressed, "opted_out"), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Replies(escalation));
        Assert.Equal("mail_opted_out", refused.Code);
    }

    [Fact]
    public async Task An_e_mail_points_at_the_consent_that_allowed_it_if_one_stands()
    {
        await Comes(Raw("Where is it?"));
        var answered = await Replies(await Read(db => db.Escalations.SingleAsync()));
        var unasked = await Replies(await Escalation("mai@customer.test"));

        await Dispatch();

        Assert.Equal((await Read(db => db.Consents.SingleAsync())).Id, (await Now(answered)).ConsentId);
        Assert.Equal(((Guid?)null, DeliveryState.Dispatching), ((await Now(unasked)).ConsentId, (await Now(unasked)).Delivery));
    }

    [Fact]
    public async Task The_case_of_letters_hides_neither_a_withdrawal_nor_the_proof_of_it()
    {
        await Comes(Raw("Where is it?"));
        var first = await Read(db => db.Escalations.SingleAsync());
        await As(Desk.Agent).Send(new RecordConsent.Command(first.Id, Channel.Email, Given: false, "Said so on the telephone"));

        var conversation = await Saved(A.Conversation());
        var asked = await AsCustomer(conversation.Id).Send(new RequestEscalation.Command(conversation.Id, "My parcel never arrived", ContactMethod.Email, null, "Carmen@Customer.Test", Consent: true));
        var opened = await As(Desk.Agent).Send(new OpenEscalation.Command(null, "Carmen", "Wrote a letter about it", ContactMethod.Email, null, "CARMEN@customer.test", Consent: true));

        foreach (var id in new[] { asked.EscalationId, opened.EscalationId })
            Assert.Equal("mail_opted_out", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new ReplyToCustomer.Command(id, Channel.Email, "It is on its way.")))).Code);
        var proof = await As(Desk.Admin).Send(new GetConsentProof.Query(" Carmen@customer.TEST"));
        Assert.Equal(Carmen, proof.Address);
        Assert.NotNull(Assert.Single(proof.Consents).WithdrawnAt);
        Assert.Equal([Carmen], await Read(db => db.Escalations.Select(e => e.Email!).Distinct().ToListAsync()));
    }

    [Fact]
    public async Task What_the_server_may_have_taken_is_never_sent_again_and_goes_to_a_person_after_a_while()
    {
        var escalation = await Escalation();
        var message = await Replies(escalation);
        await Record(Assert.Single(await Dispatch()), new SendOutcome.Uncertain("connection_lost"));

        for (var minutes = 0; minutes < 10; minutes++)
        {
            Assert.Equal(DeliveryState.Uncertain, (await Now(message)).Delivery);
            Assert.Null((await AsSystem().Send(new QuestionUncertain.Command(message))).Question);
            Assert.Empty(await Dispatch());
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await AsSystem().Send(new QuestionUncertain.Command(message));
        Assert.Equal((DeliveryState.Failed, Message.UnknownOutcome), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
        Assert.Empty(await Dispatch());

        // A person decides, and that is a new message with an id of its own.
        var again = (await As(Desk.Agent).Send(new RetryMessage.Command(escalation.Id, message))).MessageId;
        Assert.Equal($"{again:n}@shop.example", Assert.Single(await Dispatch()).Mail.HeaderId);
    }

    [Fact]
    public async Task A_dead_nodes_e_mail_is_uncertain_and_not_sent_by_another()
    {
        var message = await Replies(await Escalation());
        Assert.Single(await Dispatch());
        Clock.Advance(Message.DispatchLease);

        await AsSystem().Send(new QuestionUncertain.Command(message));

        Assert.Equal(DeliveryState.Uncertain, (await Now(message)).Delivery);
        Assert.Empty(await Dispatch());
    }

    [Fact]
    public async Task What_was_not_taken_waits_with_the_same_id_and_what_is_refused_fails()
    {
        var escalation = await Escalation();
        var message = await Replies(escalation);
        var taken = Assert.Single(await Dispatch());
        await Record(taken, new SendOutcome.NotSent("451"));
        Assert.Empty(await Dispatch());
        Clock.Advance(TimeSpan.FromMinutes(1));
        var again = Assert.Single(await Dispatch());
        Assert.Equal((taken.Mail.HeaderId, 2), (again.Mail.HeaderId, again.Attempt));

        await Record(again, new SendOutcome.Refused("550", "The mail server does not take mail for this address (550)."));

        Assert.Equal((DeliveryState.Failed, "550"), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
    }

    [Fact]
    public async Task A_server_that_refuses_us_stops_the_mailbox_until_its_settings_change()
    {
        await Replies(await Escalation());
        await Record(Assert.Single(await Dispatch()), new SendOutcome.AccountRefused("bad_credentials", "The mail server refuses the user or the password."));

        Assert.StartsWith("bad_credentials", (await Mailbox()).PausedReason, StringComparison.Ordinal);
        Assert.Empty(await Dispatch());

        await As(Desk.Admin).Send(new Application.Mail.SaveMailbox.Command(Ours, "Shop Support", null, 587, Domain.Mail.MailSecurity.Starttls, null, null));
        Assert.Single(await Dispatch());
    }

    [Fact]
    public async Task Without_address_or_mailbox_the_agent_is_told_so()
    {
        var nowhere = await Saved(An.OpenEscalation() with { Owner = Desk.Agent, Conversation = A.Conversation() with { Customer = A.Customer() with { Email = null } } });
        Assert.Equal("no_email", (await Assert.ThrowsAsync<FieldRefused>(() => Replies(nowhere))).Code);
        Assert.Equal("no_email", (await As(Desk.Agent).Send(new GetEscalation.Query(nowhere.Id))).Mail.Obstacle);

        var escalation = await Escalation();
        Assert.True((await As(Desk.Agent).Send(new GetEscalation.Query(escalation.Id))).Mail.Possible);
        await Write(async db => (await db.Mailboxes.SingleAsync()).Edit(Ours, "Shop Support", isActive: false));
        Assert.Equal("no_mailbox", (await Assert.ThrowsAsync<RuleViolation>(() => Replies(escalation))).Code);
    }
}
