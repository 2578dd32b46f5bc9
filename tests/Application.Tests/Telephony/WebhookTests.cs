using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using static EscalationCqrs.Application.Ports.SendOutcome;

namespace EscalationCqrs.Application.Tests.Telephony;

public sealed class WebhookTests(TelephonyFixture app) : TelephonyTest(app)
{
    [Fact]
    public async Task A_call_that_the_carrier_did_not_sign_is_kept_apart_and_changes_nothing()
    {
        var message = await Accepted("SM1");
        var forged = Report(message, "SM1", "delivered") with { Signature = "forged" };

        var result = await Call(forged);
        await Process();

        Assert.Equal([false], result.Authentic);
        Assert.Equal(DeliveryState.Accepted, (await Now(message)).Delivery);
        var receipt = await Read(db => db.WebhookReceipts.SingleAsync());
        Assert.Equal((WebhookState.Quarantined, ReceiveWebhook.InvalidSignature), (receipt.State, receipt.Error));
        await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id)));
    }

    [Fact]
    public async Task Forged_calls_fill_no_more_than_a_little_room()
    {
        var forged = Inbound(new string('x', 20_000)) with { Signature = "forged" };

        for (var i = 0; i < 3; i++)
            await Call([.. Enumerable.Range(0, 60).Select(_ => forged)]);

        var bodies = await Read(db => db.WebhookReceipts.Select(r => r.Body.Length).ToListAsync());
        Assert.Equal(ReceiveWebhook.MaxQuarantined, bodies.Count);
        Assert.All(bodies, length => Assert.Equal(ReceiveWebhook.MaxQuarantinedBody, length));
    }

    [Fact]
    public async Task The_same_event_twice_is_stored_once_and_told_once()
    {
        var message = await Accepted("SM1");
        var report = Report(message, "SM1", "sent");

        Assert.Equal(1, (await Call(report, report)).Stored);
        Assert.Equal(0, (await Call(report)).Stored);
        await Process();
        await Process();

        Assert.Equal(1, await Read(db => db.WebhookReceipts.CountAsync()));
        Assert.Equal(2, (await Events(EventTypes.DeliveryChanged)).Count);
    }

    [Fact]
    public async Task Reports_in_the_wrong_order_only_move_a_message_forward()
    {
        var message = await Accepted("SM1");
        foreach (var status in new[] { "delivered", "sent", "queued", "failed", "something-new" })
        {
            await Call(Report(message, "SM1", status));
            await Process();
        }

        Assert.Equal(DeliveryState.Delivered, (await Now(message)).Delivery);
        Assert.Equal(2, (await Events(EventTypes.DeliveryChanged)).Count);
        Assert.Equal(5, await Read(db => db.WebhookReceipts.CountAsync(r => r.State == WebhookState.Processed)));
    }

    [Fact]
    public async Task A_failure_carries_the_carriers_code()
    {
        var message = await Accepted("SM1");

        await Call(Report(message, "SM1", "undelivered", "30005"));
        await Process();

        Assert.Equal((DeliveryState.Undelivered, "30005"), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
    }

    [Fact]
    public async Task A_report_about_a_message_not_known_yet_waits_and_joins_it_later()
    {
        var message = await Queued();
        var taken = Assert.Single(await Dispatch());
        await Call(Report(message, "SM1", "delivered", withId: false));
        await Process();
        Assert.Equal(WebhookState.Orphan, (await Read(db => db.WebhookReceipts.SingleAsync())).State);

        await Record(taken, new Accepted("SM1"));
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Process();

        Assert.Equal(DeliveryState.Delivered, (await Now(message)).Delivery);
        Assert.Equal(WebhookState.Processed, (await Read(db => db.WebhookReceipts.SingleAsync())).State);
    }

    [Fact]
    public async Task A_report_that_joins_nothing_within_a_day_goes_to_quarantine_and_can_be_replayed()
    {
        var message = await Queued();
        await Call(Report(message, "SMunknown", "delivered", withId: false));
        await Process();
        Clock.Advance(TimeSpan.FromHours(23));
        await Process();
        Assert.Equal(WebhookState.Orphan, (await Read(db => db.WebhookReceipts.SingleAsync())).State);

        Clock.Advance(TimeSpan.FromHours(2));
        await Process();

        var receipt = await Read(db => db.WebhookReceipts.SingleAsync());
        Assert.Equal((WebhookState.Quarantined, "unknown_message"), (receipt.State, receipt.Error));
        await As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id));
        Assert.Equal(WebhookState.Received, (await Read(db => db.WebhookReceipts.SingleAsync())).State);
    }

    [Fact]
    public async Task A_report_that_names_another_tenants_message_changes_nothing()
    {
        var other = await NewDesk();
        var (escalation, rows) = An.OpenEscalation().Build(other, Clock.Now);
        var message = Message.SmsFromStaff(other.Tenant.Id, escalation.ConversationId, escalation.Id, new Actor(ActorKind.Staff, other.Agent.Id, "Noor"), "Theirs", 0, other.Number,
            CustomerPhone, Clock.Now, null);
        await InTenant(other.Tenant.Id, writes: true, db =>
        {
            db.AddRange([.. rows, message]);
            return Task.FromResult(0);
        });

        await Call(Report(message, "SM1", "delivered"));
        await Process();

        Assert.Equal(DeliveryState.Queued, await InTenant(other.Tenant.Id, writes: false, db => db.Messages.Select(m => m.Delivery).SingleAsync()));
        Assert.Equal(WebhookState.Orphan, (await Read(db => db.WebhookReceipts.SingleAsync())).State);
    }

    [Fact]
    public async Task An_opt_out_reported_by_the_carrier_withdraws_consent()
    {
        var message = await Accepted("SM1");

        await Call(Report(message, "SM1", "failed", "21610"));
        await Process();

        Assert.Equal(ConsentSource.CarrierBlock, (await Read(db => db.Consents.SingleAsync())).WithdrawnBy);
    }

    [Fact]
    public async Task What_cannot_be_worked_on_is_quarantined_and_holds_up_nothing_else()
    {
        var message = await Accepted("SM1");
        await Call(Inbound("Hello there, anybody", from: "Infoline"), Report(message, "SM1", "delivered"));

        await Process();

        Assert.Equal(DeliveryState.Delivered, (await Now(message)).Delivery);
        Assert.Equal("FormatException", (await Read(db => db.WebhookReceipts.SingleAsync(r => r.State == WebhookState.Quarantined))).Error);
    }

    [Fact]
    public async Task Old_receipts_are_forgotten()
    {
        var message = await Accepted("SM1");
        await Call(Report(message, "SM1", "delivered"), Inbound("x") with { Signature = "forged" });
        await Process();
        Clock.Advance(PruneReceipts.QuarantinedKept + TimeSpan.FromHours(1));
        Assert.Equal(1, (await AsSystem().Send(new PruneReceipts.Command())).Deleted);
        Clock.Advance(PruneReceipts.Kept);
        Assert.Equal(1, (await AsSystem().Send(new PruneReceipts.Command())).Deleted);
    }

    private async Task<Message> Accepted(string sid)
    {
        var message = await Queued();
        await Record(Assert.Single(await Dispatch()), new Accepted(sid));
        return message;
    }
}
