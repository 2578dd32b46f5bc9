using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Conversations;

/// <summary>One chat message for the customer's stream; nothing for any other channel.</summary>
public static class GetPublicMessage
{
    [NoPermissionNeeded("The signed conversation token speaks for the customer")]
    public sealed record Query(Guid ConversationId, Guid MessageId) : IQuery<GetPublicConversation.PublicMessage?>;

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, GetPublicConversation.PublicMessage?>
    {
        public async Task<GetPublicConversation.PublicMessage?> Handle(Query query, CancellationToken ct)
        {
            actor.GuardConversation(query.ConversationId);
            var message = await db.Messages.SingleOrDefaultAsync(m => m.Id == query.MessageId && m.ConversationId == query.ConversationId && m.Channel == Channel.Chat, ct);
            return message is null ? null : GetPublicConversation.ToPublic(message);
        }
    }
}
