using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Conversations;

/// <summary>What the customer may see of the conversation: chat messages and the state of the request. Never SMS, notes, or who staff are beyond a display name.</summary>
public static class GetPublicConversation
{
    /// <param name="After">Only messages newer than this message; null means from the beginning.</param>
    [NoPermissionNeeded("The signed conversation token speaks for the customer")]
    public sealed record Query(Guid ConversationId, Guid? After = null, int Limit = 200) : IQuery<Result>;

    /// <summary>More requests than a conversation ever has; a guard, not a page.</summary>
    private const int MostEscalations = 50;

    /// <param name="Escalation">The latest request.</param>
    /// <param name="Escalations">All requests, oldest first, so that whoever was away learns of each how it ended.</param>
    /// <param name="LastEventId">Cursor to follow the stream from.</param>
    public sealed record Result(Guid ConversationId, string Locale, bool BotPaused, string? Phone, string? Email, PublicEscalation? Escalation,
        IReadOnlyList<PublicEscalation> Escalations, IReadOnlyList<PublicMessage> Messages, string LastEventId);

    /// <summary>A request; <c>AgentName</c> is the public display name of whoever handles or last handled it.</summary>
    public sealed record PublicEscalation(Guid Id, EscalationState State, bool Open, string? AgentName, DateTimeOffset RequestedAt, DateTimeOffset? AssignedAt, DateTimeOffset? EndedAt);

    /// <param name="ClientRequestId">The customer's own id of the message, by which the sender knows it again.</param>
    public sealed record PublicMessage(Guid Id, string Role, string Author, string Content, DateTimeOffset Timestamp, Guid? ClientRequestId = null);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 500);
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            actor.GuardConversation(query.ConversationId);
            // The cursor is read before the rest: what happens meanwhile is then sent twice rather than never, and clients know messages by id.
            var head = await db.Events.Where(e => e.ConversationId == query.ConversationId).OrderByDescending(e => e.Xid).ThenByDescending(e => e.Seq)
                .Select(e => new { e.Xid, e.Seq }).FirstOrDefaultAsync(ct);
            var row = await db.Conversations.Where(v => v.Id == query.ConversationId).Select(v => new { v.Id, v.Locale, v.BotPaused }).SingleOrDefaultAsync(ct) ?? throw new NotFound("The conversation");
            var latest = await db.Escalations.Where(e => e.ConversationId == row.Id).OrderByDescending(e => e.RequestedAt).Take(MostEscalations).ToListAsync(ct);
            var escalations = latest.AsEnumerable().Reverse().Select(ToPublic).ToList();
            var messages = db.Messages.Where(m => m.ConversationId == row.Id && m.Channel == Channel.Chat);
            if (query.After is { } after)
                messages = messages.Where(m => m.Id.CompareTo(after) > 0);
            var page = await messages.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(query.Limit).ToListAsync(ct);
            // What this visitor entered, never what staff or others told us since: the number may be somebody else's.
            var entered = latest.Find(e => e.Origin == EscalationOrigin.Customer);
            return new(row.Id, row.Locale, row.BotPaused, entered?.Phone, entered?.Email, escalations.LastOrDefault(), escalations,
                [.. page.AsEnumerable().Reverse().Select(ToPublic)], head is null ? "" : new EventCursor(head.Xid, head.Seq).ToString());
        }
    }

    public static PublicMessage ToPublic(Message m) => new(m.Id, m.Author.ToString().ToLowerInvariant(), m.AuthorName, m.Text, m.CreatedAt, m.Author == AuthorKind.Customer ? m.ClientRequestId : null);

    public static PublicEscalation ToPublic(Escalation e) => new(e.Id, e.State, e.IsOpen, e.OwnerName, e.RequestedAt, e.AssignedAt, e.ResolvedAt ?? e.CancelledAt);
}
