using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EscalationCqrs.TestKit;

/// <summary>A wire between a client and a server that a test can cut and mend: what a restart of the server looks like from outside.</summary>
public sealed class CuttableLink : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Socket, byte> _sockets = [];
    private readonly IPEndPoint _target;
    private Socket? _listener;

    private CuttableLink(IPEndPoint target) => _target = target;

    public int Port { get; private set; }

    public static CuttableLink To(string host, int port)
    {
        var link = new CuttableLink(new IPEndPoint(IPAddress.TryParse(host, out var address) ? address : IPAddress.Loopback, port));
        link.Mend();
        return link;
    }

    /// <summary>Breaks every connection in the middle of whatever it does, and refuses new ones.</summary>
    public void Cut()
    {
        _listener?.Dispose();
        foreach (var (socket, _) in _sockets)
            socket.Dispose();
        _sockets.Clear();
    }

    /// <summary>Lets connections through again, on the same port.</summary>
    public void Mend()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen(500);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _ = Accept(_listener);
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task Accept(Socket listener)
    {
        try
        {
            while (true)
                _ = Join(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task Join(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _sockets[client] = _sockets[server] = 0;
        try
        {
            await server.ConnectAsync(_target);
            await Task.WhenAny(Pump(client, server), Pump(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone; the other follows.
        }

        foreach (var socket in new[] { client, server })
        {
            _sockets.TryRemove(socket, out _);
            socket.Dispose();
        }
    }

    private static async Task Pump(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut in the middle.
        }
    }
}
