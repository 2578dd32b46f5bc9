using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using EscalationCqrs.CarrierSimulator.Control;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>Tells open pages what happens. A page that cannot keep up loses its stream, reconnects and loads anew.</summary>
public sealed class LiveFeed
{
    private const int Backlog = 2000;
    private readonly ConcurrentDictionary<Channel<LiveEvent>, bool> _pages = [];

    public LiveFeed(PhoneNetwork network, Switchboard board, Faults faults)
    {
        network.Changed += message => Publish("message", () => MessageView.Of(message));
        board.Changed += call => Publish("call", () => CallView.Of(call));
        network.Deleted += sid => Publish("deleted", () => new { sid });
        network.Rearranged += part => Publish("rearranged", () => new { part });
        faults.Changed += plan => Publish("faults", () => plan);
    }

    /// <summary>One event of the stream, its data already JSON.</summary>
    public sealed record LiveEvent(string Name, string Data);

    public Channel<LiveEvent> Open()
    {
        var page = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Backlog) { SingleReader = true });
        _pages[page] = true;
        return page;
    }

    public void Close(Channel<LiveEvent> page) => _pages.TryRemove(page, out _);

    private void Publish(string name, Func<object> data)
    {
        if (_pages.IsEmpty)
            return;

        var live = new LiveEvent(name, JsonSerializer.Serialize(data(), ControlJson.Options));
        foreach (var (page, _) in _pages)
        {
            if (!page.Writer.TryWrite(live))
                page.Writer.TryComplete();
        }
    }
}
