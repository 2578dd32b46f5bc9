using System.Globalization;
using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Telephony;

/// <summary>Nobody is texted in their quiet hours who is not talking with us. The clock of these tests begins at nine in the morning, UTC.</summary>
public sealed class QuietHoursTests(TelephonyFixture app) : TelephonyTest(app)
{
    /// <summary>Iceland keeps UTC, as the tests' tenant does.</summary>
    private const string Iceland = "+3546111234", Vietnam = "+84912345678", Usa = CustomerPhone;

    /// <summary>Quiet from an hour ago until in four hours, by the customer's clock.</summary>
    private async Task Quiet()
    {
        var now = TimeOnly.FromDateTime(Clock.Now.UtcDateTime);
        await As(Desk.Admin).Send(new SetQuietHours.Command(now.AddHours(-1), now.AddHours(4)));
    }

    [Fact]
    public async Task A_silent_customers_text_waits_for_the_end_and_is_then_sent_by_itself()
    {
        await Quiet();
        var message = await Queued(await Escalation(Iceland), "Good news");
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
        var message = await Queued(await Escalation(Iceland), "Here I am");
        Clock.Advance(TimeSpan.FromMinutes(59));

        Assert.Equal(message.Id, Assert.Single(await Dispatch()).Sms.MessageId);
    }

    [Fact]
    public async Task What_waits_goes_out_when_the_customer_writes()
    {
        await Quiet();
        var message = await Queued(await Escalation(Iceland), "Good news");
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
        var message = await Queued(await Escalation(Iceland), "Good news");
        await Write(async db => (await db.Customers.SingleAsync()).LivesIn("Pacific/Auckland"));
        Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(message.Id, Assert.Single(await Dispatch()).Sms.MessageId);
    }

    [Fact]
    public async Task Whose_request_staff_opened_is_not_talking_with_us()
    {
        await Quiet();
        var opened = await As(Desk.Agent).Send(new OpenEscalation.Command(null, "Carmen", "Asks by letter where it is", ContactMethod.Sms, Iceland, null, Consent: true));
        await As(Desk.Agent).Send(new ReplyToCustomer.Command(opened.EscalationId, Channel.Sms, "Good news"));

        Assert.Empty(await Dispatch());
        Assert.Equal((DateTimeOffset?)null, (await As(Desk.Agent).Send(new GetEscalation.Query(opened.EscalationId))).LastCustomerMessageAt);

        await Texts("At last!", Iceland);
        Assert.Single(await Dispatch());
    }

    [Fact]
    public async Task Whoever_just_wrote_in_the_chat_is_talking_with_us_whoever_opened_the_request()
    {
        await Quiet();
        var conversation = await Saved(A.Conversation());
        await AsCustomer(conversation.Id).Send(new PostCustomerMessage.Command(conversation.Id, "Can somebody text me?"));
        Clock.Advance(TimeSpan.FromMinutes(5));
        var opened = await As(Desk.Agent).Send(new OpenEscalation.Command(conversation.Id, null, "Wants to be texted", ContactMethod.Sms, Iceland, null, Consent: true));
        await As(Desk.Agent).Send(new ReplyToCustomer.Command(opened.EscalationId, Channel.Sms, "Good news"));

        Assert.Single(await Dispatch());
    }

    [Theory]
    // Ten in the morning in Iceland: five in the afternoon in Vietnam, five in the morning in New York.
    [InlineData(Iceland, "08:00", "13:00", true)]
    [InlineData(Vietnam, "08:00", "13:00", false)]
    [InlineData(Vietnam, "15:00", "19:00", true)]
    [InlineData(Usa, "08:00", "13:00", false)]
    [InlineData(Usa, "21:00", "06:00", true)]
    // In Hawaii it is midnight.
    [InlineData(Usa, "23:00", "01:00", true)]
    public async Task The_zone_of_the_numbers_country_decides_where_no_other_is_known(string phone, string from, string until, bool waits)
    {
        await As(Desk.Admin).Send(new SetQuietHours.Command(TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(until, CultureInfo.InvariantCulture)));
        await Queued(await Escalation(phone), "Good news");
        Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(waits, (await Dispatch()).Count == 0);
    }
}
