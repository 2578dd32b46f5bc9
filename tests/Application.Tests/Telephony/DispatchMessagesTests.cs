using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using Microsoft.EntityFrameworkCore;
using static EscalationCqrs.Application.Ports.SendOutcome;

namespace EscalationCqrs.Application.Tests.Telephony;

public sealed class DispatchMessagesTests(TelephonyFixture app) : TelephonyTest(app)
{
    [Fact]
    public async Task A_message_taken_is_dispatching_with_its_consent_and_says_where_to_report()
    {
        var message = await Queued("Hello");

        var taken = Assert.Single(await Dispatch());

        Assert.Equal((message.Id, "+15005550006", CustomerPhone, "Hello", 1), (taken.Sms.MessageId, taken.Sms.From, taken.Sms.To, taken.Sms.Text, taken.Attempt));
        Assert.Equal($"https://desk.example.test/api/v1/webhooks/twilio/{Desk.Number.ChannelKey}/sms-status?m={message.Id}", taken.Sms.StatusCallback.AbsoluteUri);
        var now = await Now(message);
        Assert.Equal((DeliveryState.Dispatching, 1, Clock.Now), (now.Delivery, now.Attempts, now.DispatchedAt));
        Assert.Equal((await Read(db => db.Consents.SingleAsync())).Id, now.ConsentId);
        Assert.Empty(await Dispatch());
    }

    [Fact]
    public async Task Two_dispatchers_at_once_never_take_one_message_twice()
    {
        for (var i = 0; i < 20; i++)
            await Queued(await Escalation($"+141555502{i:00}"));

        List<Guid> taken = [];
        while (await Read(db => db.Messages.AnyAsync(m => m.Delivery == DeliveryState.Queued)))
        {
            foreach (var some in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Dispatch(3))))
                taken.AddRange(some.Select(m => m.Sms.MessageId));
        }

        Assert.Equal(20, taken.Count);
        Assert.Equal(20, taken.Distinct().Count());
    }

    [Fact]
    public async Task While_another_node_holds_the_number_nothing_is_taken()
    {
        await Queued();
        await Write(async db =>
        {
            await db.Database.ExecuteSqlAsync($"select 1 from communications.numbers where id = {Desk.Number.Id} for no key update");
            Assert.Empty(await Dispatch());
        });

        Assert.Single(await Dispatch());
    }

    [Fact]
    public async Task A_customer_gets_texts_in_the_order_in_which_they_were_written()
    {
        var escalation = await Escalation();
        var first = await Queued(escalation, "one");
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = await Queued(escalation, "two");

        var taken = Assert.Single(await Dispatch());
        Assert.Equal(first.Id, taken.Sms.MessageId);
        Assert.Empty(await Dispatch());
        await Record(taken, new NotSent("20429", TimeSpan.FromSeconds(30)));
        Assert.Empty(await Dispatch());
        Clock.Advance(TimeSpan.FromMinutes(1));
        taken = Assert.Single(await Dispatch());
        Assert.Equal(first.Id, taken.Sms.MessageId);
        await Record(taken, new Accepted("SM1"));

        Assert.Equal(second.Id, Assert.Single(await Dispatch()).Sms.MessageId);
    }

    [Fact]
    public async Task Without_consent_a_message_is_suppressed_and_spends_nothing_of_the_rate()
    {
        await ChangeNumber(n => n.Edit("Main", 1, true));
        var without = await Queued(await Escalation("+14155550111", consent: false));
        Clock.Advance(TimeSpan.FromSeconds(1));
        var with = await Queued();

        Assert.Empty(await Dispatch());
        Assert.Equal(with.Id, Assert.Single(await Dispatch()).Sms.MessageId);

        var held = await Now(without);
        Assert.Equal((DeliveryState.Suppressed, "no_consent", 0), (held.Delivery, held.DeliveryReason, held.Attempts));
        var told = Assert.Single(await Events(EventTypes.DeliveryChanged));
        Assert.Equal((without.EscalationId, (Guid?)Desk.Agent.Id), (told.EscalationId, told.OwnerId));
        Assert.Contains("\"state\": \"suppressed\"", told.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_opts_out_while_a_message_waits_does_not_get_it()
    {
        var message = await Queued();
        await Write(async db => (await db.Consents.SingleAsync()).Withdraw(ConsentSource.StopWord, Clock.Now));

        Assert.Empty(await Dispatch());

        Assert.Equal((DeliveryState.Suppressed, "opted_out"), ((await Now(message)).Delivery, (await Now(message)).DeliveryReason));
    }

    [Fact]
    public async Task The_rate_of_a_number_holds_over_all_nodes()
    {
        await ChangeNumber(n =>
        {
            n.Edit("Main", 5, true);
            n.Spend(0, Clock.Now);
        });
        for (var i = 0; i < 20; i++)
            await Queued(await Escalation($"+141555503{i:00}"));
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(3, (await Dispatch(3)).Count);
        Assert.Equal(2, (await Dispatch(48)).Count);
        var exhausted = await AsSystem().Send(new DispatchMessages.Command(Desk.Number.Id, 48));
        Assert.Empty(exhausted.Messages);
        Assert.Equal(TimeSpan.FromMilliseconds(200), exhausted.TryAgainIn);
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Single(await Dispatch(48));
        Clock.Advance(TimeSpan.FromMilliseconds(-5000));
        Assert.Empty(await Dispatch(48));
        Clock.Advance(TimeSpan.FromMilliseconds(5400));
        Assert.Equal(2, (await Dispatch(48)).Count);
    }

    [Fact]
    public async Task A_paused_or_inactive_number_sends_nothing()
    {
        await Queued();
        await ChangeNumber(n => n.Pause("20003"));
        Assert.Empty(await Dispatch());
        await ChangeNumber(n =>
        {
            n.Resume();
            n.Edit("Main", 1000, false);
        });
        Assert.Empty(await Dispatch());
    }

    [Fact]
    public async Task Credentials_that_cannot_be_read_pause_the_number()
    {
        var message = await Queued();
        await ChangeNumber(n => n.ChangeCredentials("ACtest", "rubbish"));

        Assert.Empty(await Dispatch());

        Assert.Equal("credentials_unreadable", (await Read(db => db.Numbers.SingleAsync())).PausedReason);
        Assert.Equal(DeliveryState.Queued, (await Now(message)).Delivery);
    }
}
