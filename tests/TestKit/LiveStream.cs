using System.Text.Json.Nodes;
using System.Threading.Channels;
using Xunit;

namespace EscalationCqrs.TestKit;

/// <summary>One open stream of server-sent events, read in the background.</summary>
public sealed class LiveStream : IAsyncDisposable
{
    private readonly Channel<Event> _events = Channel.CreateUnbounded<Event>();
    private readonly CancellationTokenSource _closed = new();
    private readonly HttpResponseMessage _answer;
    private readonly Task _reading;

    private LiveStream(HttpResponseMessage answer)
    {
        _answer = answer;
        _reading = Read();
    }

    /// <summary>A comment is an event without a name; its data is the comment.</summary>
    public sealed record Event(string? Name, string? Id, string Data)
    {
        public JsonNode Json => JsonNode.Parse(Data)!;
    }

    public HttpResponseMessage Answer => _answer;

    /// <summary>Ends when the server ended the stream.</summary>
    public Task Ended => _reading;

    public static async Task<LiveStream> Open(HttpClient client, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(answer.IsSuccessStatusCode, $"The stream answered {(int)answer.StatusCode}.");
        return new LiveStream(answer);
    }

    /// <summary>The next event of this name; others are passed over.</summary>
    public async Task<Event> Next(string name, Func<Event, bool>? which = null)
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        try
        {
            while (true)
            {
                var read = await _events.Reader.ReadAsync(patience.Token);
                if (read.Name == name && which?.Invoke(read) != false)
                    return read;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new Xunit.Sdk.XunitException($"No event {name} came{(e is ChannelClosedException ? ": the stream ended" : "")}.");
        }
    }

    /// <summary>All events up to and including the one that is known to come last.</summary>
    public async Task<IReadOnlyList<Event>> Until(Func<Event, bool> last)
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        var all = new List<Event>();
        do
        {
            all.Add(await _events.Reader.ReadAsync(patience.Token));
        }
        while (!last(all[^1]));
        return all;
    }

    /// <summary>The next comment, for example a heartbeat.</summary>
    public async Task<string> NextComment()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        while (true)
        {
            if (await _events.Reader.ReadAsync(patience.Token) is { Name: null } comment)
                return comment.Data;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _answer.Dispose();
        _closed.Dispose();
    }

    private async Task Read()
    {
        try
        {
            using var reader = new StreamReader(await _answer.Content.ReadAsStreamAsync(_closed.Token));
            string? name = null, id = null, data = null;
            while (await reader.ReadLineAsync(_closed.Token) is { } line)
            {
                if (line.Length == 0)
                {
                    if (data is not null)
                        await _events.Writer.WriteAsync(new(name ?? "message", id, data));
                    (name, id, data) = (null, null, null);
                }
                else if (line[0] == ':')
                {
                    await _events.Writer.WriteAsync(new(null, null, line[1..].Trim()));
                }
                else if (line.Split(": ", 2) is [var field, var value])
                {
                    (name, id, data) = field switch { "event" => (value, id, data), "id" => (name, value, data), "data" => (name, id, value), _ => (name, id, data) };
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // Closed by the test, or cut by the server.
        }
        finally
        {
            _events.Writer.TryComplete();
        }
    }
}
