using System.Net;
using System.Net.Sockets;

namespace EscalationCqrs.Load;

/// <summary>One public address before several nodes: each connection goes to the next node that takes it.</summary>
public sealed class Balancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private IReadOnlyList<int> _nodes = [];
    private int _next;

    public Balancer()
    {
        _listener.Start();
        _accepting = Accept();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Serve(params IReadOnlyList<int> nodes) => _nodes = nodes;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Carry(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private async Task Carry(TcpClient caller)
    {
        using (caller)
        {
            using var node = await Connect();
            if (node is null)
                return;
            (caller.NoDelay, node.NoDelay) = (true, true);
            await Task.WhenAny(Pipe(caller.GetStream(), node.GetStream()), Pipe(node.GetStream(), caller.GetStream()));
        }
    }

    private async Task<TcpClient?> Connect()
    {
        for (var tries = 0; tries < _nodes.Count; tries++)
        {
            var node = new TcpClient();
            try
            {
                await node.ConnectAsync(IPAddress.Loopback, _nodes[(Interlocked.Increment(ref _next) & int.MaxValue) % _nodes.Count], _stop.Token);
                return node;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                node.Dispose();
            }
        }

        return null;
    }

    private async Task Pipe(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone, so the other one is closed too.
        }
    }
}
