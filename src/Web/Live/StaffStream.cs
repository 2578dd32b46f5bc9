using System.Collections.Concurrent;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Live;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Live;
using EscalationCqrs.Web.Access;
using MediatR;

namespace EscalationCqrs.Web.Live;

/// <summary><c>GET /api/v1/events</c>: what happens, as far as the viewer may see it, with replay from <c>Last-Event-ID</c>.</summary>
internal static class StaffStream
{
    /// <summary>Also how soon a change of the viewer's rights reaches an open stream.</summary>
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    public static void MapStaffStream(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/events", Stream).WithTags("Live").WithSummary("Server-sent events of what the caller may see")
            .Produces<string>(200, "text/event-stream").RequireAuthorization();

    private static async Task Stream(HttpContext http, IActor actor, LiveHub hub, IServiceScopeFactory scopes, IHostApplicationLifetime app)
    {
        actor.Demand(Permissions.Inbox.Read);
        var stream = new EventStream(http, app.ApplicationStopping);
        // Subscribed before the replay reads: what happens in between arrives twice and is told apart by its cursor.
        using var subscription = hub.Subscribe(actor.TenantId, Wanted(actor));
        try
        {
            await stream.Open();
            var last = await Replay(http, stream, actor, scopes);
            await Follow(stream, subscription, last, actor, scopes);
        }
        catch (OperationCanceledException) when (stream.Ended.IsCancellationRequested)
        {
            // The browser left or the node stops: the client reconnects and replays.
        }
    }

    private static Func<EventRow, bool> Wanted(IActor actor) => e => e.EscalationId is not null && LiveEvents.NameOf(e.Type) is not null && actor.Sees(e.TeamId, e.OwnerId);

    private static async Task<EventCursor> Replay(HttpContext http, EventStream stream, IActor actor, IServiceScopeFactory scopes)
    {
        var header = http.Request.Headers["Last-Event-ID"].ToString();
        if (!EventCursor.TryParse(header.Length > 0 ? header : http.Request.Query["lastEventId"].ToString(), out var after))
            return default;
        ReplayEvents.Result missed;
        await using (var scope = scopes.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = actor;
            missed = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ReplayEvents.Query(after), stream.Ended);
        }

        if (!missed.Complete)
        {
            await stream.Send(LiveEvents.Resync, "{}");
            return default;
        }

        foreach (var e in missed.Events.Where(Wanted(actor)))
            await stream.Send(LiveEvents.NameOf(e.Type)!, LiveEvents.ForStaff(e), after = e.Cursor);
        return after;
    }

    /// <summary>Returns when the viewer has left the desk, or was too slow and events were lost: the client is told and comes back.</summary>
    private static async Task Follow(EventStream stream, LiveHub.Subscription subscription, EventCursor last, IActor actor, IServiceScopeFactory scopes)
    {
        while (true)
        {
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(stream.Ended);
            beat.CancelAfter(HeartbeatEvery);
            try
            {
                while (await subscription.Events.WaitToReadAsync(beat.Token))
                    last = await Drain(stream, subscription, last);

                await stream.Send(LiveEvents.Resync, "{}");
                return;
            }
            catch (OperationCanceledException) when (!stream.Ended.IsCancellationRequested)
            {
                await stream.Heartbeat();
                if (await ActorSource.Refresh(actor, scopes, stream.Ended) is not { } fresh || !fresh.May(Permissions.Inbox.Read))
                    return;
                subscription.Want(Wanted(actor = fresh));
            }
        }
    }

    private static async Task<EventCursor> Drain(EventStream stream, LiveHub.Subscription subscription, EventCursor last)
    {
        while (subscription.Events.TryRead(out var e))
        {
            if (e.Cursor.CompareTo(last) <= 0)
                continue;
            await stream.Send(LiveEvents.NameOf(e.Type)!, Shared(e), last = e.Cursor);
        }

        return last;
    }

    // The same event goes to many streams at the same time; its text is made once.
    private static readonly ConcurrentDictionary<EventCursor, string> Texts = new();

    private static string Shared(EventRow e)
    {
        if (Texts.Count > 2000)
            Texts.Clear();
        return Texts.GetOrAdd(e.Cursor, _ => LiveEvents.ForStaff(e));
    }
}
