using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Events;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Live;

/// <summary>What a stream of staff missed since a cursor, as far as the actor may see it.</summary>
public static class ReplayEvents
{
    /// <summary>Who missed more reads the pages again instead.</summary>
    public const int Limit = 500;

    [Requires(Permissions.Inbox.Read)]
    public sealed record Query(EventCursor After) : IQuery<Result>;

    /// <param name="Complete">False if more happened than is replayed: the client must read everything again.</param>
    public sealed record Result(IReadOnlyList<EventRow> Events, bool Complete);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var rows = await db.Events.After(query.After).Take(Limit + 1).ToListAsync(ct);
            return new([.. rows.Take(Limit).Where(e => e.EscalationId is not null && actor.Sees(e.TeamId, e.OwnerId)).Select(e => e.ToRow())], rows.Count <= Limit);
        }
    }
}

/// <summary>What a customer's stream missed since a cursor, a page of <see cref="ReplayEvents.Limit"/> at a time.</summary>
public static class ReplayPublicEvents
{
    [NoPermissionNeeded("The signed conversation token speaks for the customer")]
    public sealed record Query(Guid ConversationId, EventCursor After) : IQuery<IReadOnlyList<EventRow>>;

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, IReadOnlyList<EventRow>>
    {
        public async Task<IReadOnlyList<EventRow>> Handle(Query query, CancellationToken ct)
        {
            actor.GuardConversation(query.ConversationId);
            var rows = await db.Events.Where(e => e.ConversationId == query.ConversationId).After(query.After).Take(ReplayEvents.Limit).ToListAsync(ct);
            return [.. rows.Select(e => e.ToRow())];
        }
    }
}

internal static class EventQueries
{
    public static IQueryable<DeskEvent> After(this IQueryable<DeskEvent> events, EventCursor cursor) =>
        events.Where(e => e.Xid >= cursor.Xid && (e.Xid > cursor.Xid || e.Seq > cursor.Seq)).OrderBy(e => e.Xid).ThenBy(e => e.Seq);

    public static EventRow ToRow(this DeskEvent e) =>
        new(new(e.Xid, e.Seq), e.TenantId, e.ConversationId, e.EscalationId, e.Type, e.At, e.ActorKind, e.ActorId, e.ActorName, e.Data, e.TeamId, e.OwnerId, e.Version);
}
