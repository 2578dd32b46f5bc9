using System.Net;
using System.Net.Sockets;

namespace EscalationCqrs.TestKit;

/// <summary>
/// A free port of the loopback for a server that must know its address before it starts. Taken from below the range out of which the system gives
/// ports to outgoing connections: one of that range may be gone again before the server binds it.
/// </summary>
public static class LoopbackPort
{
    private const int From = 12_000, To = 30_000;

    public static int Free()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(From, To));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }
}
