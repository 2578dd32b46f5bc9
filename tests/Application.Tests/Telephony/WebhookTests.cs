using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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

        Assert.Equal([false], result.Taken);
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
        Assert.Equal(Limits.RefusedPerMinute, bodies.Count);
        Assert.All(bodies, length => Assert.Equal(Limits.MaxBody, length));
    }

    [Fact]
    public async Task A_flood_of_forged_calls_drops_the_oldest_forged_ones_and_nothing_that_the_carrier_signed()
    {
        var failed = Inbound("Hello there, anybody", from: "Infoline");
        await Call(failed);
        await Process();
        var kept = await Read(db => db.WebhookReceipts.SingleAsync());
        Assert.Equal("FormatException", kept.Error);

        for (var minute = 0; minute < 5; minute++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await Call([.. Enumerable.Range(0, 200).Select(i => Inbound($"Minute {minute}") with { Signature = "forged" })]);
        }

        var rows = await Read(db => db.WebhookReceipts.OrderBy(r => r.ReceivedAt).ToListAsync());
        Assert.Equal(kept.Id, rows[0].Id);
        Assert.Equal(Limits.MaxRefused, rows.Count - 1);
        Assert.All(rows.Skip(1), r => Assert.True(r.Body.Contains("Minute+3", StringComparison.Ordinal) || r.Body.Contains("Minute+4", StringComparison.Ordinal), r.Body));
        // Another number's are not touched by it, and neither by a prune.
        Clock.Advance(Limits.RefusedFor + TimeSpan.FromHours(1));
        await AsSystem().Send(new PruneReceipts.Command());
        Assert.Equal(kept.Id, (await Read(db => db.WebhookReceipts.SingleAsync())).Id);
        await As(Desk.Admin).Send(new ReplayReceipt.Command(kept.Id));
        Assert.Equal(WebhookState.Received, (await Read(db => db.WebhookReceipts.SingleAsync())).State);
    }

    [Fact]
    public async Task A_quarantined_call_can_be_dismissed_and_one_in_use_cannot()
    {
        await Call(Inbound("x") with { Signature = "forged" }, Inbound("y"));
        var (forged, waiting) = (await Read(db => db.WebhookReceipts.SingleAsync(r => r.State == WebhookState.Quarantined)), await Read(db => db.WebhookReceipts.SingleAsync(r => r.State == WebhookState.Received)));

        await As(Desk.Admin).Send(new DismissReceipt.Command(forged.Id));
        Assert.Equal("not_quarantined", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new DismissReceipt.Command(waiting.Id)))).Code);
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new DismissReceipt.Command(waiting.Id)));

        Assert.Equal(waiting.Id, (await Read(db => db.WebhookReceipts.SingleAsync())).Id);
        Assert.Equal(1, await Read(db => db.AuditEntries.CountAsync(a => a.Action == nameof(DismissReceipt) && a.ResourceId == forged.Id && a.Outcome == AuditOutcome.Succeeded)));
    }

    private QuarantineLimits Limits => App.Services.GetRequiredService<QuarantineLimits>();

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
        Clock.Advance(Limits.RefusedFor + TimeSpan.FromHours(1));
        Assert.Equal(1, (await AsSystem().Send(new PruneReceipts.Command())).Deleted);
        Clock.Advance(PruneReceipts.Kept);
        Assert.Equal(1, (await AsSystem().Send(new PruneReceipts.Command())).Deleted);
    }

    [Fact]
    public async Task A_call_with_a_wrong_signature_is_refused_at_replay_until_the_token_is_right()
    {
        var message = await Accepted("SM1");
        var report = Report(message, "SM1", "delivered");
        await Token("mistyped");
        Assert.Equal([false], (await Call(report)).Taken);
        var receipt = await Read(db => db.WebhookReceipts.SingleAsync());

        var refusal = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id)));

        Assert.Equal(ReceiveWebhook.InvalidSignature, refusal.Code);
        await Process();
        Assert.Equal(WebhookState.Quarantined, (await Read(db => db.WebhookReceipts.SingleAsync())).State);
        Assert.Equal(DeliveryState.Accepted, (await Now(message)).Delivery);

        await Token(Secret);
        await As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id));
        await Process();
        Assert.Equal(WebhookState.Processed, (await Read(db => db.WebhookReceipts.SingleAsync())).State);
        Assert.Equal(DeliveryState.Delivered, (await Now(message)).Delivery);
        // It bears the carrier's own id now, so that the carrier's repeat is known.
        Assert.Equal(0, (await Call(report)).Stored);
    }

    [Fact]
    public async Task A_call_that_the_carrier_repeated_meanwhile_is_not_worked_on_twice()
    {
        var message = await Accepted("SM1");
        var report = Report(message, "SM1", "delivered");
        await Token("mistyped");
        await Call(report);
        var receipt = await Read(db => db.WebhookReceipts.SingleAsync());
        await Token(Secret);
        await Call(report);
        await Process();

        await As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id));

        Assert.Equal([WebhookState.Processed, WebhookState.Processed], await Read(db => db.WebhookReceipts.Select(r => r.State).ToListAsync()));
        Assert.Equal(0, await Read(db => db.WebhookReceipts.CountAsync(r => r.NextAttemptAt != null)));
    }

    [Fact]
    public async Task A_call_signed_with_a_token_that_was_changed_since_is_not_trusted_any_more()
    {
        await Call(Inbound("Hello there, anybody", from: "Infoline"));
        await Process();
        var receipt = await Read(db => db.WebhookReceipts.SingleAsync(r => r.State == WebhookState.Quarantined));
        await Token("fresh");

        await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id)));
    }

    [Fact]
    public async Task Administrators_page_through_calls_by_state_and_number_without_gaps()
    {
        await Call([.. Enumerable.Range(0, 5).Select(i => Inbound($"Text {i}") with { Signature = "forged" })]);
        await Call(Inbound("Signed"));

        var seen = new List<ListReceipts.Row>();
        string? cursor = null;
        do
        {
            var page = await As(Desk.Admin).Send(new ListReceipts.Query(WebhookState.Quarantined, Desk.Number.Id, cursor, 2));
            Assert.InRange(page.Items.Count, 1, 2);
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(5, seen.Select(r => r.Id).Distinct().Count());
        Assert.All(seen, r => Assert.Equal((Desk.Number.E164, ReceiveWebhook.InvalidSignature), (r.Number, r.Error)));
        Assert.Equal(6, (await As(Desk.Admin).Send(new ListReceipts.Query())).Items.Count);
        Assert.Empty((await As(Desk.Admin).Send(new ListReceipts.Query(NumberId: Guid.NewGuid()))).Items);
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new ListReceipts.Query()));
    }

    [Fact]
    public async Task What_waits_is_found_by_its_state_among_what_is_done()
    {
        var message = await Accepted("SM1");
        await Call(Report(message, "SM1", "delivered"), Report(message, "SMunknown", "sent", withId: false));
        await Process();
        await Call(Inbound("Not yet worked on"));

        async Task<IEnumerable<string>> Kinds(WebhookState state) => (await As(Desk.Admin).Send(new ListReceipts.Query(state))).Items.Select(r => r.Kind);

        Assert.Equal(["sms-status"], await Kinds(WebhookState.Orphan));
        Assert.Equal(["sms"], await Kinds(WebhookState.Received));
        Assert.Equal(["sms-status"], await Kinds(WebhookState.Processed));
    }

    [Fact]
    public async Task A_call_is_shown_without_what_the_customer_wrote_and_without_the_telephone_number()
    {
        await Call(Inbound("My code is 4711") with { Signature = "forged" });
        var receipt = await Read(db => db.WebhookReceipts.SingleAsync());

        var shown = await As(Desk.Admin).Send(new GetReceipt.Query(receipt.Id));

        var fields = shown.Fields.ToDictionary(f => f.Name, f => f.Value);
        Assert.Equal(("••• 01", "•••", "0"), (fields["From"], fields["Body"], fields["NumMedia"]));
        Assert.Equal((true, true, receipt.Body.Length), (shown.CanReplay, shown.IsSigned, shown.BodyLength));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new GetReceipt.Query(receipt.Id)));
    }

    [Fact]
    public async Task What_a_forger_hides_in_names_and_harmless_fields_is_not_shown()
    {
        var forged = Inbound("x") with { Body = "%2B14155550101=x&MessageStatus=%2B14155550101&ErrorCode=4155550101&NumMedia=call+me", Signature = "forged" };
        await Call(forged);

        var shown = await As(Desk.Admin).Send(new GetReceipt.Query(await Read(db => db.WebhookReceipts.Select(r => r.Id).SingleAsync())));

        Assert.Equal([("•••", "•••"), ("MessageStatus", "•••"), ("ErrorCode", "•••"), ("NumMedia", "•••")], shown.Fields.Select(f => (f.Name, f.Value)));
    }

    private Task Token(string token) => ChangeNumber(n => n.ChangeCredentials("ACtest", App.Services.GetRequiredService<ISecrets>().Protect(token)));

    private async Task<Message> Accepted(string sid)
    {
        var message = await Queued();
        await Record(Assert.Single(await Dispatch()), new Accepted(sid));
        return message;
    }
}
