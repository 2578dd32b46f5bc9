using System.Text.Json;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Live;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Infrastructure.Live;
using MediatR;

namespace EscalationCqrs.Web.Live;

/// <summary>The customer's stream: chat messages and the state of the request; never SMS, notes or ids of staff.</summary>
internal static class CustomerStream
{
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    public static async Task Stream(Guid id, HttpContext http, IActor actor, LiveHub hub, IServiceScopeFactory scopes, IHostApplicationLifetime app)
    {
        actor.GuardConversation(id);
        var stream = new EventStream(http, app.ApplicationStopping);
        using var subscription = hub.Subscribe(actor.TenantId, e => e.ConversationId == id);
        try
        {
            await stream.Open();
            var last = default(EventCursor);
            var header = http.Request.Headers["Last-Event-ID"].ToString();
            if (EventCursor.TryParse(header.Length > 0 ? header : http.Request.Query["lastEventId"].ToString(), out last))
                last = await Replay(stream, id, last, actor, scopes);
            await Follow(stream, subscription, last, actor, scopes);
        }
        catch (OperationCanceledException) when (stream.Ended.IsCancellationRequested)
        {
            // The browser left or the node stops: the client reconnects and replays.
        }
    }

    private static async Task<EventCursor> Replay(EventStream stream, Guid id, EventCursor last, IActor actor, IServiceScopeFactory scopes)
    {
        IReadOnlyList<EventRow> missed;
        do
        {
            missed = await Ask(scopes, actor, new ReplayPublicEvents.Query(id, last), stream.Ended);
            foreach (var e in missed)
                await Send(stream, e, actor, scopes, last = e.Cursor);
        }
        while (missed.Count == ReplayEvents.Limit);
        return last;
    }

    /// <summary>Returns when the reader was too slow and events were lost: its client comes back and replays them.</summary>
    private static async Task Follow(EventStream stream, LiveHub.Subscription subscription, EventCursor last, IActor actor, IServiceScopeFactory scopes)
    {
        while (true)
        {
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(stream.Ended);
            beat.CancelAfter(HeartbeatEvery);
            try
            {
                while (await subscription.Events.WaitToReadAsync(beat.Token))
                {
                    while (subscription.Events.TryRead(out var e))
                    {
                        if (e.Cursor.CompareTo(last) > 0)
                            await Send(stream, e, actor, scopes, last = e.Cursor);
                    }
                }

                return;
            }
            catch (OperationCanceledException) when (!stream.Ended.IsCancellationRequested)
            {
                await stream.Heartbeat();
            }
        }
    }

    private static async Task Send(EventStream stream, EventRow e, IActor actor, IServiceScopeFactory scopes, EventCursor cursor)
    {
        switch (e.Type)
        {
            case EventTypes.CustomerMessage or EventTypes.StaffMessage or EventTypes.BotMessage:
                var data = JsonSerializer.Deserialize<JsonElement>(e.Data);
                if (data.GetProperty("channel").GetString() == "chat"
                    && await Ask(scopes, actor, new GetPublicMessage.Query(e.ConversationId, data.GetProperty("messageId").GetGuid()), stream.Ended) is { } message)
                    await stream.Send(LiveEvents.Message, JsonSerializer.Serialize(message, EventData.Json), cursor);
                break;
            case EventTypes.BotPaused or EventTypes.BotResumed:
                await stream.Send("bot", e.Type == EventTypes.BotPaused ? """{"paused":true}""" : """{"paused":false}""", cursor);
                break;
            case var type when EventTypes.Transitions.Contains(type) && type is not (EventTypes.PriorityChanged or EventTypes.TeamChanged):
                var state = JsonSerializer.Deserialize<JsonElement>(e.Data).GetProperty("to").GetString();
                var agent = e.OwnerId is null ? null : JsonSerializer.Deserialize<JsonElement>(e.Data).TryGetProperty("agent", out var name) && type == EventTypes.Assigned ? name.GetString() : null;
                await stream.Send(LiveEvents.Status, JsonSerializer.Serialize(new { e.EscalationId, state, agentName = agent, e.At }, EventData.Json), cursor);
                break;
        }
    }

    private static async Task<T> Ask<T>(IServiceScopeFactory scopes, IActor actor, IRequest<T> request, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = actor;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, ct);
    }
}
