using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>A message as RingCentral's API shows it. In events its id is text.</summary>
internal sealed record MessageRecord<TId>
{
    public required string Uri { get; init; }
    public required TId Id { get; init; }
    public required IReadOnlyList<Party> To { get; init; }
    public required Party From { get; init; }
    public string Type { get; init; } = "SMS";
    public required string CreationTime { get; init; }
    public required string LastModifiedTime { get; init; }
    public required string ReadStatus { get; init; }
    public string Priority { get; init; } = "Normal";
    public required IReadOnlyList<object> Attachments { get; init; }
    public required string Direction { get; init; }
    public string Availability { get; init; } = "Alive";
    public required string Subject { get; init; }
    public required string MessageStatus { get; init; }
    public string? DeliveryErrorCode { get; init; }
    public required TId ConversationId { get; init; }
}

internal sealed record Party(string PhoneNumber, string? Name = null);

internal static class MessageRecords
{
    public static MessageRecord<long> Of(Message message, Account account, string at) => Of(message, account, at, id => id);

    public static MessageRecord<string> ForEvent(Message message, Account account, string at) => Of(message, account, at, RingCentralApi.Text);

    private static MessageRecord<TId> Of<TId>(Message message, Account account, string at, Func<long, TId> id)
    {
        var number = RingCentralApi.Id(message.Sid);
        var isInbound = message.Direction is Direction.Inbound;
        return new()
        {
            Uri = $"{at}{RingCentralApi.ExtensionPath(account)}/message-store/{number}",
            Id = id(number),
            To = [new(message.To)],
            From = new(message.From),
            CreationTime = RingCentralApi.Time(message.CreatedAt),
            LastModifiedTime = RingCentralApi.Time(message.UpdatedAt),
            ReadStatus = isInbound ? "Unread" : "Read",
            Attachments = [new { Id = id(number), Type = "Text", ContentType = "text/plain" }],
            Direction = isInbound ? "Inbound" : "Outbound",
            Subject = message.Body,
            MessageStatus = message.Status.Wire(),
            DeliveryErrorCode = message.ErrorCode is { } code ? RingCentralApi.DeliveryError(code) : null,
            ConversationId = id(Conversation(message, isInbound)),
        };
    }

    /// <summary>The same for all messages between two numbers.</summary>
    private static long Conversation(Message message, bool isInbound)
    {
        var (own, other) = isInbound ? (message.To, message.From) : (message.From, message.To);
        return $"{own}{other}".Aggregate(17L, (hash, letter) => unchecked((hash * 31) + letter)) & 0xfffffffffff;
    }
}
