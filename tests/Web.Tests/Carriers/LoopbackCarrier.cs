using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EscalationCqrs.Web.Tests.Carriers;

/// <summary>What the carrier at the other end does with a request.</summary>
public sealed record Answer(int Status, string Body, string Headers = "")
{
    /// <summary>Reads the request, then breaks the connection.</summary>
    public static readonly Answer Reset = new(0, "");

    /// <summary>Reads the request and never answers.</summary>
    public static readonly Answer Silence = new(-1, "");
}

/// <summary>A request as it arrived.</summary>
public sealed record Received(string Method, string Target, string Authorization, string Body);

/// <summary>A server on a free loopback port that speaks just enough HTTP to behave well or badly.</summary>
public sealed class LoopbackCarrier : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Func<Received, Answer> _answer;
    private readonly Func<Received, Answer?> _aside;
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    /// <param name="aside">Answers what is not the test's matter, such as signing in; such requests are not kept.</param>
    public LoopbackCarrier(Func<Received, Answer> answer, Func<Received, Answer?>? aside = null)
    {
        (_answer, _aside) = (answer, aside ?? (_ => null));
        _listener.Start();
        _accepting = Accept();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>Becomes complete with the first request.</summary>
    public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        // Stopped before, the listener would refuse to accept at all when it has just taken a connection.
        await _stopped.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _stopped.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _connections.Add(Serve(await _listener.AcceptTcpClientAsync(_stopped.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient connection)
    {
        using var held = connection;
        try
        {
            var stream = connection.GetStream();
            while (await Read(stream) is { } request)
            {
                var aside = _aside(request);
                if (aside is null)
                {
                    Requests.Enqueue(request);
                    Arrived.TrySetResult();
                }

                var answer = aside ?? _answer(request);
                if (answer == Answer.Reset)
                {
                    connection.LingerState = new LingerOption(true, 0);
                    return;
                }

                if (answer == Answer.Silence)
                    await Task.Delay(Timeout.Infinite, _stopped.Token);

                var body = Encoding.UTF8.GetBytes(answer.Body);
                var head = $"HTTP/1.1 {answer.Status} Any\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{answer.Headers}\r\n";
                await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], _stopped.Token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or IOException)
        {
            // The client went away, or the test is over.
        }
    }

    private async Task<Received?> Read(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[8192];
        int end;
        while ((end = Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            var count = await stream.ReadAsync(buffer, _stopped.Token);
            if (count == 0)
                return null;
            bytes.AddRange(buffer.AsSpan(0, count));
        }

        var lines = Encoding.Latin1.GetString([.. bytes], 0, end).Split("\r\n");
        var length = int.Parse(Header(lines, "Content-Length") is { Length: > 0 } text ? text : "0", System.Globalization.CultureInfo.InvariantCulture);
        while (bytes.Count < end + 4 + length)
            bytes.AddRange(buffer.AsSpan(0, await stream.ReadAsync(buffer, _stopped.Token)));

        var start = lines[0].Split(' ');
        return new Received(start[0], start[1], Header(lines, "Authorization"), Encoding.UTF8.GetString([.. bytes], end + 4, length));
    }

    private static string Header(string[] lines, string name) =>
        lines.FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim() ?? "";
}
