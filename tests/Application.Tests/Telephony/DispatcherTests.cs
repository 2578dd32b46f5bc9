using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Infrastructure.Telephony;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Application.Tests.Telephony;

public sealed class DispatcherTests(TelephonyFixture app) : TelephonyTest(app)
{
    [Fact]
    public async Task Two_nodes_post_every_message_exactly_once()
    {
        for (var i = 0; i < 60; i++)
            await Queued(await Escalation($"+141555504{i % 30:00}"), $"Number {i}");
        using var one = Node();
        using var two = Node();

        await one.StartAsync(default);
        await two.StartAsync(default);
        await Until(async () => await Read(db => db.Messages.AllAsync(m => m.Delivery == DeliveryState.Accepted)));
        await Task.WhenAll(one.StopAsync(default), two.StopAsync(default));

        Assert.Equal(60, Carrier.Sent.Count);
        Assert.Equal(60, Carrier.Sent.Select(s => s.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task A_node_that_stops_waits_for_what_it_has_begun_and_begins_nothing_new()
    {
        var answer = new TaskCompletionSource<SendOutcome>();
        Carrier.Answer = _ => answer.Task;
        var escalation = await Escalation();
        var first = await Queued(escalation, "one");
        using var node = Node();
        await node.StartAsync(default);
        await Until(() => Task.FromResult(Carrier.Sent.Count == 1));

        var stopped = node.StopAsync(default);
        await Queued(await Escalation("+14155550199"), "two");
        Assert.False(stopped.IsCompleted);
        answer.SetResult(new SendOutcome.Accepted("SM1"));
        await stopped;

        Assert.Equal(DeliveryState.Accepted, (await Now(first)).Delivery);
        Assert.Single(Carrier.Sent);
    }

    [Fact]
    public async Task A_carrier_that_breaks_in_an_unforeseen_way_leaves_the_message_uncertain()
    {
        Carrier.Answer = _ => throw new InvalidOperationException("broken");
        var message = await Queued();
        using var node = Node();

        await node.StartAsync(default);
        await Until(async () => (await Now(message)).Delivery == DeliveryState.Uncertain);
        await node.StopAsync(default);

        Assert.Single(Carrier.Sent);
    }

    private Dispatcher Node() => ActivatorUtilities.CreateInstance<Dispatcher>(App.Services, OnlyMine(), Options.Create(new DispatchOptions { PollMilliseconds = 20 }));

    private static async Task Until(Func<Task<bool>> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await reached())
            await Task.Delay(20, limit.Token);
    }
}
