using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Live;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Application.Tests.Live;

public sealed class LiveHubTests
{
    private static readonly Guid Tenant = Guid.NewGuid();

    [Fact]
    public async Task Who_has_read_all_that_is_left_hears_at_once_that_more_was_lost()
    {
        var hub = new LiveHub();
        using var slow = hub.Subscribe(Tenant, _ => true);
        hub.Publish([.. Enumerable.Range(1, 1001).Select(Happened)]);

        List<long> read = [];
        while (slow.Events.TryRead(out var e))
            read.Add(e.Version);

        await slow.Events.Completion.WaitAsync(Eventually.Patience);
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), read);
    }

    [Fact]
    public void Who_keeps_up_loses_nothing_and_goes_on()
    {
        var hub = new LiveHub();
        using var quick = hub.Subscribe(Tenant, _ => true);
        for (var i = 1; i <= 3000; i++)
        {
            hub.Publish([Happened(i)]);
            Assert.True(quick.Events.TryRead(out _));
        }

        Assert.False(quick.Events.Completion.IsCompleted);
    }

    private static EventRow Happened(int i) =>
        new(new(1, i), Tenant, Guid.NewGuid(), null, EventTypes.CustomerMessage, DateTimeOffset.UnixEpoch, ActorKind.Customer, null, "", "{}", null, null, i);
}
