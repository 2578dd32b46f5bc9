using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Telephony;

/// <summary>A carrier may take shorter texts than the desk.</summary>
public sealed class TextLengthTests(TelephonyFixture app) : TelephonyTest(app)
{
    private const int Most = 1000;

    [Fact]
    public async Task What_the_numbers_carrier_would_refuse_is_refused_early_and_names_the_field()
    {
        Carrier.MaxCharacters = Most;
        var escalation = await Escalation();

        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Sms, new string('a', Most + 1))));
        Assert.Equal(("text", "text_too_long", Most), (refused.Field, refused.Code, (int)refused.Args["most"]));
        await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new SendTestMessage.Command(Desk.Number.Id, "+14155550123", new string('a', Most + 1))));
        Assert.Equal(0, await Read(db => db.Messages.CountAsync(m => m.Channel == Channel.Sms)));

        await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Sms, new string('a', Most)));
        Assert.Equal(1, await Read(db => db.Messages.CountAsync(m => m.Channel == Channel.Sms)));
    }

    [Fact]
    public async Task A_failed_text_is_not_sent_again_by_a_carrier_for_which_it_is_too_long()
    {
        var message = await Queued(new string('a', Most + 1));
        await Record(Assert.Single(await Dispatch()), new SendOutcome.Refused("30003", "Unreachable."));
        Carrier.MaxCharacters = Most;

        Assert.Equal("text_too_long", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Agent).Send(new RetryMessage.Command(message.EscalationId!.Value, message.Id)))).Code);
    }

    [Fact]
    public async Task The_composer_is_told()
    {
        var escalation = await Escalation();
        Assert.Equal(Message.MaxSmsLength, (await As(Desk.Agent).Send(new GetEscalation.Query(escalation.Id))).Sms.MaxLength);
        Carrier.MaxCharacters = Most;

        Assert.Equal(Most, (await As(Desk.Agent).Send(new GetEscalation.Query(escalation.Id))).Sms.MaxLength);
    }
}
