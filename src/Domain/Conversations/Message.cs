using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Conversations;

/// <summary>One utterance, inbound or outbound. Outbound SMS and e-mail rows are the outbox: the dispatcher sends them after commit.</summary>
public sealed partial class Message : Entity
{
    /// <summary>Twilio takes 1,600 characters in one SMS; chat is kept to a readable size.</summary>
    public const int MaxSmsLength = 1600, MaxChatLength = 4000, MaxMailLength = 20_000;

    private Message() { }

    private Message(Guid tenantId, Guid conversationId, Guid? escalationId, Channel channel, Direction direction, AuthorKind author,
        Guid? authorId, string authorName, string text, DateTimeOffset now) : base(tenantId, Guid.CreateVersion7(now))
    {
        (ConversationId, EscalationId, Channel, Direction) = (conversationId, escalationId, channel, direction);
        (Author, AuthorId, AuthorName, Text, CreatedAt) = (author, authorId, authorName, text, now);
    }

    public Guid ConversationId { get; private set; }

    public Guid? EscalationId { get; private set; }

    public Channel Channel { get; private set; }

    public Direction Direction { get; private set; }

    public AuthorKind Author { get; private set; }

    public Guid? AuthorId { get; private set; }

    /// <summary>As of then; what customers may see of staff.</summary>
    public string AuthorName { get; private set; } = "";

    public string Text { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Null for what needs no delivery: inbound messages and chat.</summary>
    public DeliveryState? Delivery { get; private set; }

    /// <summary>Why it was held back or failed, a stable word such as <c>opted_out</c> or the carrier's code.</summary>
    public string? DeliveryReason { get; private set; }

    /// <summary>The carrier's or our sentence about a failure, without personal data.</summary>
    public string? DeliveryError { get; private set; }

    /// <summary>Our number that sends or received it.</summary>
    public Guid? NumberId { get; private set; }

    /// <summary>The customer's address, E.164 for SMS.</summary>
    public string? Address { get; private set; }

    public string? CarrierMessageId { get; private set; }

    /// <summary>Billing parts of an SMS.</summary>
    public int? Segments { get; private set; }

    /// <summary>The ownership under which it was accepted; 0 for chat from before any owner.</summary>
    public int Epoch { get; private set; }

    /// <summary>The permission that allowed it; set when it is dispatched.</summary>
    public Guid? ConsentId { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Not before this time; moves with back-off.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    public DateTimeOffset? DispatchedAt { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    /// <summary>The failed message that this one repeats.</summary>
    public Guid? RetryOfId { get; private set; }

    /// <summary>What the client called its request; a repeat finds the message instead of writing it twice.</summary>
    public Guid? ClientRequestId { get; private set; }

    public static Message FromCustomer(Conversation conversation, Guid? escalationId, Channel channel, string text, DateTimeOffset now,
        Guid? numberId = null, string? address = null, string? carrierMessageId = null, Guid? clientRequestId = null) =>
        new(conversation.TenantId, conversation.Id, escalationId, channel, Direction.Inbound, AuthorKind.Customer, null, "", text, now)
        { NumberId = numberId, Address = address, CarrierMessageId = carrierMessageId, ClientRequestId = clientRequestId };

    public static Message FromBot(Conversation conversation, string name, string text, DateTimeOffset now, Guid? botId = null) =>
        new(conversation.TenantId, conversation.Id, null, Channel.Chat, Direction.Outbound, AuthorKind.Bot, botId, name, text, now);

    public static Message ChatFromStaff(Guid tenantId, Guid conversationId, Guid escalationId, Actor by, string text, int epoch, DateTimeOffset now, Guid? clientRequestId) =>
        new(tenantId, conversationId, escalationId, Channel.Chat, Direction.Outbound, AuthorKind.Staff, by.Id, by.Name, text, now)
        { Epoch = epoch, ClientRequestId = clientRequestId };

    /// <summary>Queues an SMS; the dispatcher wakes after the commit.</summary>
    public static Message SmsFromStaff(Guid tenantId, Guid conversationId, Guid escalationId, Actor by, string text, int epoch, Number from, string to,
        DateTimeOffset now, Guid? clientRequestId, Guid? retryOfId = null) =>
        new(tenantId, conversationId, escalationId, Channel.Sms, Direction.Outbound, AuthorKind.Staff, by.Id, by.Name, text, now)
        {
            Epoch = epoch, NumberId = from.Id, Address = to, Delivery = DeliveryState.Queued, NextAttemptAt = now,
            Segments = SmsSegments.Of(text).Count, ClientRequestId = clientRequestId, RetryOfId = retryOfId,
        };

    /// <summary>Queues an e-mail; it belongs to the tenant's mailbox rather than to a number.</summary>
    public static Message MailFromStaff(Guid tenantId, Guid conversationId, Guid? escalationId, Actor by, string text, int epoch, string to, DateTimeOffset now,
        Guid? clientRequestId = null, Guid? retryOfId = null) =>
        new(tenantId, conversationId, escalationId, Channel.Email, Direction.Outbound, AuthorKind.Staff, by.Id, by.Name, text, now)
        { Epoch = epoch, Address = to, Delivery = DeliveryState.Queued, NextAttemptAt = now, ClientRequestId = clientRequestId, RetryOfId = retryOfId };

    /// <summary>Queues an SMS by which an administrator tries a number out; it belongs to no request.</summary>
    public static Message TestSms(Conversation conversation, Actor by, string text, Number from, string to, DateTimeOffset now) =>
        new(conversation.TenantId, conversation.Id, null, Channel.Sms, Direction.Outbound, AuthorKind.Staff, by.Id, by.Name, text, now)
        { NumberId = from.Id, Address = to, Delivery = DeliveryState.Queued, NextAttemptAt = now, Segments = SmsSegments.Of(text).Count };
}
