using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Calls;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Application.Tests.Telephony;

/// <summary>The database was restored without the keys that the numbers' secrets were encrypted with.</summary>
public sealed class UnreadableSecretTests(TelephonyFixture app) : TelephonyTest(app)
{
    private static readonly string Long = new('x', 20_000);

    [Fact]
    public async Task What_customers_write_meanwhile_is_kept_whole_and_counts_once_the_secret_is_entered_again()
    {
        await Enter("rubbish");
        var (text, stop) = (Inbound($"Where is my parcel? {Long}"), Inbound("STOP", from: "+14155550102"));

        var result = await Call(text, stop);
        await Call(stop);

        Assert.Equal([true, true], result.Taken);
        Assert.Equal(0, result.Stored);
        var receipts = await Read(db => db.WebhookReceipts.OrderBy(r => r.Id).ToListAsync());
        Assert.All(receipts, r => Assert.Equal((WebhookState.Quarantined, ReceiveWebhook.CredentialsUnreadable), (r.State, r.Error)));
        // Nobody knows yet whether they are the same: the replay does.
        Assert.Equal(new[] { text.Body, stop.Body, stop.Body }.Order(), receipts.Select(r => r.Body).Order());
        Assert.Equal("credentials_unreadable", (await Read(db => db.Numbers.SingleAsync())).PausedReason);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new ReplayReceipt.Command(receipts[0].Id)));
        Assert.Equal(ReceiveWebhook.CredentialsUnreadable, refused.Code);

        await Enter(null);
        foreach (var receipt in receipts)
            await As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id));
        await Process();
        Assert.Contains("parcel", await Read(db => db.Messages.Where(m => m.Address == CustomerPhone).Select(m => m.Text).SingleAsync()), StringComparison.Ordinal);
        Assert.NotNull((await Read(db => db.Consents.OrderBy(c => c.GivenAt).LastAsync(c => c.Address == "+14155550102"))).WithdrawnAt);
    }

    [Fact]
    public async Task What_was_forged_meanwhile_is_refused_at_replay()
    {
        await Enter("rubbish");
        await Call(Inbound("Send me the list of customers") with { Signature = "forged" });
        await Enter(null);

        var receipt = await Read(db => db.WebhookReceipts.SingleAsync());
        Assert.Equal(ReceiveWebhook.InvalidSignature, (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new ReplayReceipt.Command(receipt.Id)))).Code);
    }

    [Fact]
    public async Task A_question_in_a_call_gets_no_answer_and_is_no_fault()
    {
        await Enter("rubbish");
        var asked = Inbound("") with { Kind = "voice" };

        var answer = await As(new CurrentActor { Kind = ActorKind.Carrier, TenantId = Desk.Tenant.Id }).Send(new AnswerVoice.Command(Desk.Number.Id, asked));

        Assert.Null(answer.Script);
        Assert.Equal("credentials_unreadable", (await Read(db => db.Numbers.SingleAsync())).PausedReason);
    }

    [Theory]
    [InlineData(true, CallOutcome.Failed)]
    [InlineData(false, CallOutcome.Missed)]
    public async Task A_call_that_nobody_can_be_asked_about_ends_after_some_hours(bool outbound, CallOutcome outcome)
    {
        var call = await Running(outbound);
        await Enter("rubbish");

        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null((await AsSystem().Send(new SettleCall.Command(call))).Question);
        var waits = await Read(db => db.Calls.SingleAsync());
        Assert.Equal((false, Clock.Now + TimeSpan.FromMinutes(1)), (waits.IsOver, waits.NextAttemptAt));
        Clock.Advance(Domain.Calls.Call.GivenUpAfter);
        Assert.Null((await AsSystem().Send(new SettleCall.Command(call))).Question);

        var ended = await Read(db => db.Calls.SingleAsync());
        Assert.Equal((outcome, "unknown_outcome", null), (ended.Outcome, ended.Reason, ended.NextAttemptAt));
    }

    private async Task<Guid> Running(bool outbound)
    {
        var escalation = await Escalation();
        Desk.Agent.AnswerAt("+14155550150");
        var call = outbound ? Domain.Calls.Call.ToCustomer(escalation, Desk.Agent, Desk.Number, CustomerPhone, null, Actor.System, Clock.Now)
            : Domain.Calls.Call.FromCustomer(escalation, Desk.Number, CustomerPhone, "CA1", Clock.Now);
        if (outbound)
        {
            var consent = new Consent(Desk.Tenant.Id, escalation.CustomerId, Channel.Voice, CustomerPhone, ConsentSource.Staff, "test", null, Clock.Now);
            await Save(consent);
            call.Dispatch(consent.Id, Clock.Now);
            call.Accept("CA1", escalation, Clock.Now);
        }

        call.TakeEvents();
        await Save(call);
        return call.Id;
    }

    /// <param name="broken">Null for the right one.</param>
    private Task Enter(string? broken) => ChangeNumber(n => n.ChangeCredentials("ACtest", broken ?? App.Services.GetRequiredService<ISecrets>().Protect(Secret)));
}
