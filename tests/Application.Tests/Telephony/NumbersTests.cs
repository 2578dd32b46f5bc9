using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using static EscalationCqrs.Application.Ports.SendOutcome;

namespace EscalationCqrs.Application.Tests.Telephony;

public sealed class NumbersTests(TelephonyFixture app) : TelephonyTest(app)
{
    private static readonly AddNumber.Command Second = new("(415) 555-2671", "Second", "twilio", "ACsecond", "a-very-secret-token");

    [Fact]
    public async Task A_new_number_gets_webhook_addresses_that_nobody_can_guess_and_its_secret_is_kept_encrypted()
    {
        var added = await As(Desk.Admin).Send(Second);

        Assert.Equal(("+14155552671", false), (added.E164, added.IsDefault));
        var number = await Read(db => db.Numbers.SingleAsync(n => n.Id == added.NumberId));
        Assert.Equal(43, number.ChannelKey.Length);
        Assert.Equal($"https://desk.example.test/api/v1/webhooks/twilio/{number.ChannelKey}/sms", added.Webhooks.InboundSms.AbsoluteUri);
        Assert.DoesNotContain("a-very-secret-token", number.ProtectedSecret, StringComparison.Ordinal);
        Assert.DoesNotContain("a-very-secret-token", Second.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_number_of_a_tenant_is_its_default()
    {
        await Write(db => db.Numbers.ExecuteDeleteAsync());

        Assert.True((await As(Desk.Admin).Send(Second)).IsDefault);
    }

    [Fact]
    public async Task A_number_is_set_up_once_and_only_if_it_is_one()
    {
        await As(Desk.Admin).Send(Second);

        Assert.Equal("number_taken", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(Second))).Code);
        Assert.Equal("bad_phone", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(Second with { Number = "12" }))).Code);
        Assert.Equal("unknown_carrier", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(Second with { Carrier = "pigeon" }))).Code);
        await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(Second with { Secret = "" }));
    }

    [Fact]
    public async Task Only_who_may_change_settings_sees_or_changes_numbers()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(Second));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new ListNumbers.Query()));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new SendTestMessage.Command(Desk.Number.Id, CustomerPhone)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new DispatchMessages.Command(Desk.Number.Id, 1)));
    }

    [Fact]
    public async Task Another_number_becomes_the_default_and_the_old_one_steps_back()
    {
        var added = await As(Desk.Admin).Send(Second);

        await As(Desk.Admin).Send(new UpdateNumber.Command(added.NumberId, "Second line", 2.5, true, true));

        var rows = (await As(Desk.Admin).Send(new ListNumbers.Query())).Items;
        Assert.Equal((added.NumberId, "Second line", 2.5), (rows[0].Id, rows[0].Label, rows[0].RatePerSecond));
        Assert.Equal(added.NumberId, Assert.Single(rows, r => r.IsDefault).Id);
        Assert.Equal("default_needed", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new UpdateNumber.Command(added.NumberId, "x", 1, true, false)))).Code);
    }

    [Fact]
    public async Task Connecting_tells_the_carrier_where_customers_texts_go_and_is_audited()
    {
        var result = await As(Desk.Admin).Send(new ConnectNumber.Command(Desk.Number.Id));

        Assert.Equal((Desk.Number.E164, new NumberAddresses(result.Webhooks.InboundSms, result.Webhooks.InboundVoice, result.Webhooks.VoiceStatus)), Assert.Single(Carrier.Connected));
        Assert.Equal(Desk.Admin.Id, (await Read(db => db.AuditEntries.SingleAsync(a => a.Action == "ConnectNumber"))).ActorId);
    }

    [Fact]
    public async Task A_test_message_goes_through_the_outbox_and_its_fate_can_be_followed()
    {
        var sent = await As(Desk.Admin).Send(new SendTestMessage.Command(Desk.Number.Id, "+1 415 555 2671"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await As(Desk.Admin).Send(new SendTestMessage.Command(Desk.Number.Id, "+1 415 555 2671", "Again"));

        var taken = Assert.Single(await Dispatch());
        Assert.Equal(("+14155552671", SendTestMessage.DefaultText), (taken.Sms.To, taken.Sms.Text));
        await Record(taken, new Accepted("SM1"));
        var now = await As(Desk.Admin).Send(new GetTestMessage.Query(sent.MessageId));
        Assert.Equal(DeliveryState.Accepted, now.State);
        Assert.Equal(1, await Read(db => db.Conversations.CountAsync()));
        Assert.Equal(0, await Read(db => db.Escalations.CountAsync()));
    }

    [Fact]
    public async Task No_test_message_reaches_a_telephone_that_opted_out()
    {
        await Texts("STOP", from: "+14155552671");

        Assert.Equal("opted_out", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new SendTestMessage.Command(Desk.Number.Id, "+14155552671")))).Code);
    }
}
