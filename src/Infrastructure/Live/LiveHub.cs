using System.Collections.Concurrent;
using System.Threading.Channels;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Live;

/// <summary>Hands each event to the open streams of its tenant on this node. Holds no database connection.</summary>
public sealed class LiveHub
{
    /// <summary>A reader that falls behind by more is cut off after what it has, and comes back for the rest.</summary>
    private const int Backlog = 1000;

    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<Subscription, byte>> _tenants = new();

    /// <summary>Streams open on this node.</summary>
    public int Count => _tenants.Values.Sum(t => t.Count);

    /// <param name="wanted">Decides per event; called on the follower's thread, so it must be quick.</param>
    public Subscription Subscribe(Guid tenantId, Func<EventRow, bool> wanted)
    {
        var subscription = new Subscription(this, tenantId, wanted);
        _tenants.GetOrAdd(tenantId, _ => new()).TryAdd(subscription, 0);
        return subscription;
    }

    public void Publish(IReadOnlyList<EventRow> events)
    {
        foreach (var happened in events)
        {
            if (!_tenants.TryGetValue(happened.TenantId, out var subscriptions))
                continue;
            foreach (var (subscription, _) in subscriptions)
                subscription.Offer(happened);
        }
    }

    private void Remove(Subscription subscription)
    {
        if (_tenants.TryGetValue(subscription.TenantId, out var subscriptions))
            subscriptions.TryRemove(subscription, out _);
    }

    /// <summary>One open stream.</summary>
    public sealed class Subscription(LiveHub hub, Guid tenantId, Func<EventRow, bool> wanted) : IDisposable
    {
        private readonly Channel<EventRow> _channel = Channel.CreateBounded<EventRow>(new BoundedChannelOptions(Backlog) { SingleReader = true });
        private volatile Func<EventRow, bool> _wanted = wanted;

        public Guid TenantId { get; } = tenantId;

        /// <summary>Ends when the reader was too slow and events were lost, so that a loss is never noticed only with the next event.</summary>
        public ChannelReader<EventRow> Events => _channel.Reader;

        /// <summary>The viewer's rights changed.</summary>
        public void Want(Func<EventRow, bool> filter) => _wanted = filter;

        internal void Offer(EventRow happened)
        {
            if (_wanted(happened) && !_channel.Writer.TryWrite(happened))
                _channel.Writer.TryComplete();
        }

        public void Dispose() => hub.Remove(this);
    }
}
