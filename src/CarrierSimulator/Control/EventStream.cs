using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Control;

/// <summary>The page's live stream (server-sent events), with a heartbeat so that a dead connection is noticed.</summary>
internal static class EventStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static async Task Open(HttpContext http, LiveFeed feed, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";

        var page = feed.Open();
        try
        {
            await http.Response.WriteAsync("retry: 1000\nevent: open\ndata: {}\n\n", ending.Token);
            await http.Response.Body.FlushAsync(ending.Token);
            var next = page.Reader.WaitToReadAsync(ending.Token).AsTask();
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(Heartbeat, clock, ending.Token)) != next)
                {
                    await http.Response.WriteAsync(": still here\n\n", ending.Token);
                }
                else if (await next)
                {
                    while (page.Reader.TryRead(out var live))
                        await http.Response.WriteAsync($"event: {live.Name}\ndata: {live.Data}\n\n", ending.Token);
                    next = page.Reader.WaitToReadAsync(ending.Token).AsTask();
                }
                else
                {
                    return;
                }

                await http.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone, or the simulator stops.
        }
        finally
        {
            feed.Close(page);
        }
    }
}
