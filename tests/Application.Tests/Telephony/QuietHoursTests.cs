using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Telephony;

/// <summary>Nobody is texted in their quiet hours who is not talking with us. The clock of these tests begins at nine in the morning, UTC.</summary>
public sealed class QuietHoursTests(TelephonyFixture app) : TelephonyTest(app)
{
    /// <summary>Quiet from an hour ago until in two hours.</summary>
    private async Task Quiet()
    {
        var now = TimeOnly.FromDateTime(Clock.Now.UtcDateTime);
        await As(Desk.Admin).Send(new SetQuietHours.Command(now.AddHours(-1), now.AddHours(4)));
    }

    [Fact]
    public async Task A_silent_customers_text_waits_for_the_end_and_is_then_sent_by_itself()
    {
        await Quiet();
        var message = await Queued("Good news");
        Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Empty(await Dispatch());

        var held = await Now(message);
        Assert.Equal((DeliveryState.Queued, Message.QuietHours), (held.Delivery, held.DeliveryReason));
        var end = held.NextAttemptAt!.Value;
        Clock.Now = end.AddSeconds(-1);
        Assert.Empty(await Dispatch());
        Clock.Now = end;
        Assert.Equal(message.Id, Assert.Single(await Dispatch()).Sms.MessageId);
    }

    [Fact]
    public async Task Whoever_wrote_within_the_hour_is_answered_at_once()
    {
        await Quiet();
        var message = await Queued("Here I am");
        Clock.Advance(TimeSpan.FromMinutes(59));

        Assert.Equal(message.Id, Assert.Single(await Dispatch()).Sms.MessageId);
    }

    [Fact]
    public async Task What_waits_goes_out_when_the_customer_writes()
    {
        await Quiet();
        var message = await Queued("Good news");
        Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Empty(await Dispatch());

        var conversation = (await Now(message)).ConversationId;
        await AsCustomer(conversation).Send(new PostCustomerMessage.Command(conversation, "Any news?"));

        Assert.Equal(message.Id, Assert.Single(await Dispatch()).Sms.MessageId);
    }

    [Fact]
    public async Task The_customers_own_zone_decides()
    {
        await Quiet();
        var message = await Queued("Good news");
        await Write(async db => (await db.Customers.SingleAsync()).LivesIn("Pacific/Auckland"));
        Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(message.Id, Assert.Single(await Dispatch()).Sms.MessageId);
    }
}
