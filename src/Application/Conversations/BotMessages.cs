using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Application.Conversations;

/// <summary>How any bot, ours or an integrator's, puts a message into a conversation.</summary>
internal static class BotMessages
{
    public static void Post(this IDeskDb db, Message message, Conversation conversation, Actor by)
    {
        db.Messages.Add(message);
        conversation.Touch(message.CreatedAt);
        db.Events.Add(new DeskEvent(conversation.TenantId, conversation.Id, null, EventTypes.BotMessage, message.CreatedAt, by, new { messageId = message.Id, message.Channel }));
    }
}
