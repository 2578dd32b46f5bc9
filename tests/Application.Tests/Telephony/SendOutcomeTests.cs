using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static EscalationCqrs.Application.Ports.SendOutcome;

namespace EscalationCqrs.Application.Tests.Telephony;

public sealed class SendOutcomeTests(TelephonyFixture app) : TelephonyTest(app)
{
    [Fact]
    public async Task An_accepted_message_knows_its_carriers_id_and_is_told_once()
    {
        var message = await Queued();
        var taken = Assert.Single(await Dispatch());

        await Record(taken, new Accepted("SM1"));
        await Record(taken, new Accepted("SM1"));

        var now = await Now(message);
        Assert.Equal((DeliveryState.Accepted, "SM1", Clock.Now), (now.Delivery, now.CarrierMessageId, now.SentAt));
        Assert.Single(await Events(EventTypes.DeliveryChanged));
    }

    [Fact]
    public async Task A_report_that_overtook_the_answer_is_not_undone()
    {
        var message = await Queued();
        var taken = Assert.Single(await Dispatch());
        await Call(Report(message, "SM1", "delivered"));
        await Process();

        await Record(taken, new Accepted("SM1"));

        Assert.Equal((DeliveryState.Delivered, "SM1"), ((await Now(message)).Delivery, (await Now(message)).CarrierMessageId));
        Assert.Single(await Events(EventTypes.DeliveryChanged));
    }

    [Fact]
    public async Task A_refused_message_fails_with_the_carriers_words()
    {
        var message = await Queued();

        await Record(Assert.Single(await Dispatch()), new Refused("21614", "Not a mobile number"));

        var now = await Now(message);
        Assert.Equal((DeliveryState.Failed, "21614", "Not a mobile number"), (now.Delivery, now.DeliveryReason, now.DeliveryError));
    }

    [Fact]
    public async Task A_throttled_message_waits_at_least_as_long_as_the_carrier_asks()
    {
        var message = await Queued();

        await Record(Assert.Single(await Dispatch()), new NotSent("20429", TimeSpan.FromSeconds(30)));

        var now = await Now(message);
        Assert.Equal((DeliveryState.Queued, "20429"), (now.Delivery, now.DeliveryReason));
        Assert.InRange(now.NextAttemptAt!.Value - Clock.Now, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
        Assert.Empty(await Dispatch());
        Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(2, Assert.Single(await Dispatch()).Attempt);
    }

    [Fact]
    public async Task An_outcome_of_an_earlier_try_changes_nothing()
    {
        var message = await Queued();
        var first = Assert.Single(await Dispatch());
        await Record(first, new NotSent("20429"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(await Dispatch());

        await Record(first, new NotSent("20429"));

        Assert.Equal(DeliveryState.Dispatching, (await Now(message)).Delivery);
        Assert.Empty(await Dispatch());
    }

    [Fact]
    public async Task What_the_carrier_never_takes_is_given_up_in_the_end()
    {
        var message = await Queued();
        await Sql("update communications.messages set attempts = $1 where id = $2", RecordSendOutcomes.MaxAttempts - 1, message.Id);

        await Record(Assert.Single(await Dispatch()), new NotSent("ConnectionError"));

        Assert.Equal((DeliveryState.Failed, "gave_up"), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
    }

    [Fact]
    public async Task An_opt_out_that_only_the_carrier_saw_withdraws_our_consent_too()
    {
        var escalation = await Escalation();
        await Queued(escalation, "one");
        var next = await Queued(escalation, "two");

        await Record(Assert.Single(await Dispatch()), new Refused("21610", "Attempt to send to unsubscribed recipient", OptedOut: true));

        var consent = await Read(db => db.Consents.SingleAsync());
        Assert.Equal((Clock.Now, (ConsentSource?)ConsentSource.CarrierBlock), (consent.WithdrawnAt, consent.WithdrawnBy));
        Assert.Single(await Events(EventTypes.ConsentWithdrawn));
        Assert.Empty(await Dispatch());
        Assert.Single(await Read(db => db.Messages.Where(m => m.Delivery == DeliveryState.Suppressed).ToListAsync()));
        Assert.NotEqual(default, next.Id);
    }

    [Fact]
    public async Task A_refused_account_pauses_the_number_and_new_credentials_resume_it()
    {
        var message = await Queued();

        await Record(Assert.Single(await Dispatch()), new AccountRefused("20003", "Authenticate"));

        Assert.Equal("20003: Authenticate", Assert.Single((await As(Desk.Admin).Send(new ListNumbers.Query())).Items).PausedReason);
        Assert.Equal(DeliveryState.Queued, (await Now(message)).Delivery);
        Assert.Empty(await Dispatch());
        await As(Desk.Admin).Send(new UpdateNumber.Command(Desk.Number.Id, "Main", 100, true, true, "ACnew", "new-token"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await Dispatch());
    }

    [Fact]
    public async Task A_crash_between_posting_and_recording_never_sends_twice_and_the_carriers_list_settles_it()
    {
        var message = await Queued("Hello");
        var taken = Assert.Single(await Dispatch());
        await Carrier.Send(taken.Sms, new CarrierAccount("ACtest", Secret), default);
        Carrier.Listed = [Listed("SM9", "Hello", Clock.Now, DeliveryState.Delivered)];

        await Settle();
        Assert.Equal(DeliveryState.Dispatching, (await Now(message)).Delivery);
        Clock.Advance(Message.DispatchLease + TimeSpan.FromSeconds(1));
        await Settle();
        Assert.Equal((DeliveryState.Uncertain, "interrupted"), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
        Clock.Advance(TimeSpan.FromSeconds(10));
        await Settle();

        Assert.Equal((DeliveryState.Delivered, "SM9"), ((await Now(message)).Delivery, (await Now(message)).CarrierMessageId));
        Assert.Empty(await Dispatch());
        Assert.Single(Carrier.Sent);
    }

    [Fact]
    public async Task A_time_out_after_the_carrier_took_the_message_is_settled_by_its_report()
    {
        var message = await Queued();
        await Record(Assert.Single(await Dispatch()), new Uncertain("TimedOut"));

        await Call(Report(message, "SM1", "sent"));
        await Process();

        Assert.Equal((DeliveryState.Sent, "SM1"), ((await Now(message)).Delivery, (await Now(message)).CarrierMessageId));
        Assert.Empty(await Dispatch());
    }

    [Fact]
    public async Task What_the_carrier_does_not_know_after_ten_minutes_goes_to_a_person_who_may_send_it_again()
    {
        var message = await Queued();
        await Record(Assert.Single(await Dispatch()), new Uncertain("TimedOut"));
        Clock.Advance(TimeSpan.FromMinutes(9));
        await Settle();
        Assert.Equal(DeliveryState.Uncertain, (await Now(message)).Delivery);

        Clock.Advance(TimeSpan.FromMinutes(2));
        Carrier.Listed = null;
        await Settle();
        Assert.Equal(DeliveryState.Uncertain, (await Now(message)).Delivery);
        Carrier.Listed = [];
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Settle();

        Assert.Equal((DeliveryState.Failed, Message.UnknownOutcome), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
        var again = await As(Desk.Agent).Send(new RetryMessage.Command(message.EscalationId!.Value, message.Id));
        Assert.Equal(again.MessageId, Assert.Single(await Dispatch()).Sms.MessageId);
    }

    [Fact]
    public async Task Sending_again_takes_over_what_nobody_owns_any_more_and_is_refused_to_all_but_the_owner()
    {
        var message = await Queued();
        await Record(Assert.Single(await Dispatch()), new Refused("30005", "Unknown destination"));
        var id = message.EscalationId!.Value;
        var visitor = new CurrentActor { Kind = ActorKind.Staff, TenantId = Desk.Tenant.Id, Id = Guid.NewGuid(), Permissions = Roles.Defaults[Roles.SuperAdmin].ToHashSet() };
        var again = new RetryMessage.Command(id, message.Id);

        await As(Desk.Supervisor).Send(new ReassignEscalation.Command(id, Desk.OtherAgent.Id, null, "Holiday"));
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(again));
        await As(Desk.OtherAgent).Send(new ReleaseEscalation.Command(id));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(visitor).Send(again));
        await As(Desk.Agent).Send(again);

        Assert.Equal("already_assigned", refused.Code);
        Assert.Equal((Desk.Agent.Id, EscalationState.InProgress), await Read(db => db.Escalations.Select(e => new ValueTuple<Guid?, EscalationState>(e.OwnerId, e.State)).SingleAsync()));
    }

    [Fact]
    public async Task A_carrier_that_does_not_answer_is_asked_once_a_round_and_holds_up_nobody()
    {
        Message[] messages = [await Queued(await Escalation()), await Queued(await Escalation("+14155550102"))];
        Assert.Equal(2, (await Dispatch()).Count);
        Carrier.Listed = null;
        Clock.Advance(Message.DispatchLease + TimeSpan.FromSeconds(1));
        await Settle();
        Clock.Advance(TimeSpan.FromMinutes(1));

        await Settle();

        Assert.Single(Carrier.Asked);
        foreach (var message in messages)
            Assert.Equal(DeliveryState.Uncertain, (await Now(message)).Delivery);
        var ofEach = await App.Services.GetRequiredService<ICrossTenant>().StuckMessages(Clock.Now.AddHours(1), Clock.Now, ofNumber: 1, 10_000, default);
        Assert.Single(ofEach, m => m.TenantId == Desk.Tenant.Id);
    }

    [Fact]
    public async Task What_the_carrier_could_not_be_asked_about_for_a_day_goes_to_a_person()
    {
        var message = await Queued();
        await Record(Assert.Single(await Dispatch()), new Uncertain("TimedOut"));
        Carrier.Listed = null;
        Clock.Advance(Message.UnaskedAfter - TimeSpan.FromMinutes(1));
        await Settle();
        Assert.Equal(DeliveryState.Uncertain, (await Now(message)).Delivery);

        Clock.Advance(TimeSpan.FromMinutes(1));
        await Settle();

        Assert.Equal((DeliveryState.Failed, Message.UnknownOutcome), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
    }

    [Fact]
    public async Task What_a_dead_node_had_in_hand_is_let_go_even_if_the_secret_cannot_be_read_any_more()
    {
        var message = await Queued();
        Assert.Single(await Dispatch());
        await ChangeNumber(n => n.ChangeCredentials("ACtest", "not what was protected"));

        Clock.Advance(Message.DispatchLease + TimeSpan.FromSeconds(1));
        await Settle();
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Settle();

        Assert.Equal((DeliveryState.Uncertain, "interrupted"), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
        Assert.Empty(Carrier.Asked);
        Assert.Equal("credentials_unreadable", Assert.Single((await As(Desk.Admin).Send(new ListNumbers.Query())).Items).PausedReason);
    }

    [Fact]
    public async Task Two_at_the_carrier_are_reported_and_the_older_one_counts()
    {
        var message = await Queued("Hello");
        await Record(Assert.Single(await Dispatch()), new Uncertain("TimedOut"));
        Carrier.Listed = [Listed("SM2", "Hello", Clock.Now.AddSeconds(2), DeliveryState.Sent), Listed("SM1", "Hello", Clock.Now.AddSeconds(1), DeliveryState.Sent),
            Listed("SM0", "Other text", Clock.Now, DeliveryState.Sent), Listed("SMold", "Hello", Clock.Now.AddMinutes(-1), DeliveryState.Sent)];
        Clock.Advance(TimeSpan.FromSeconds(10));

        await Settle();

        Assert.Equal((DeliveryState.Sent, "SM1"), ((await Now(message)).Delivery, (await Now(message)).CarrierMessageId));
        Assert.Equal(message.Id, (await Read(db => db.AuditEntries.SingleAsync(a => a.Action == "DuplicateAtCarrier"))).ResourceId);
    }

    [Fact]
    public async Task What_another_message_of_ours_claims_settles_no_second_one()
    {
        var escalation = await Escalation();
        await Queued(escalation, "Hello");
        await Record(Assert.Single(await Dispatch()), new Accepted("SM1"));
        var message = await Queued(escalation, "Hello");
        await Record(Assert.Single(await Dispatch()), new Uncertain("TimedOut"));
        Carrier.Listed = [Listed("SM1", "Hello", Clock.Now, DeliveryState.Sent)];
        Clock.Advance(TimeSpan.FromSeconds(10));

        await Settle();

        Assert.Equal(DeliveryState.Uncertain, (await Now(message)).Delivery);
    }

    private CarrierMessage Listed(string sid, string text, DateTimeOffset at, DeliveryState state) => new(sid, Desk.Number.E164, CustomerPhone, text, at, "whatever", null, state);
}
