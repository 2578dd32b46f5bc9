using System.Text;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Web.Live;

/// <summary>Writes one server-sent events response: unbuffered, with heartbeats, ending when the client or the application ends.</summary>
internal sealed class EventStream(HttpContext http, CancellationToken stopping)
{
    private static readonly byte[] Beat = ": heartbeat\n\n"u8.ToArray();

    public CancellationToken Ended { get; } = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping).Token;

    public async Task Open()
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>()?.DisableBuffering();
        await http.Response.Body.WriteAsync("retry: 2000\n\n"u8.ToArray(), Ended);
        await http.Response.Body.FlushAsync(Ended);
    }

    public Task Heartbeat() => Write(Beat);

    public Task Send(string name, string data, EventCursor? id = null) =>
        Write(Encoding.UTF8.GetBytes($"event: {name}\n{(id is { } cursor ? $"id: {cursor}\n" : "")}data: {data}\n\n"));

    private async Task Write(byte[] bytes)
    {
        await http.Response.Body.WriteAsync(bytes, Ended);
        await http.Response.Body.FlushAsync(Ended);
    }
}
