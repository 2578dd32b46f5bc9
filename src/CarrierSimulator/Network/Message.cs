namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>How far a message has come, in the carrier's words.</summary>
public enum MessageStatus
{
    Queued,
    Sending,
    Sent,
    Delivered,
    Undelivered,
    Failed,
    Canceled,
    Received,
}

/// <summary>Who started the message.</summary>
public enum Direction
{
    Inbound,
    OutboundApi,
    OutboundReply,
}

/// <summary>What becomes of an outbound message in the end.</summary>
public sealed record Outcome(MessageStatus Status, int? ErrorCode = null)
{
    public static readonly Outcome Delivered = new(MessageStatus.Delivered);
}

/// <summary>What goes wrong with the webhooks of one message.</summary>
[Flags]
public enum CallbackFaults
{
    None = 0,
    Duplicate = 1,
    Reorder = 2,
    Drop = 4,
}

/// <summary>One SMS in the network. Immutable: each change makes the next version.</summary>
public sealed record Message
{
    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Body { get; init; }
    public required Direction Direction { get; init; }
    public required MessageStatus Status { get; init; }
    public required int Segments { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public int? ErrorCode { get; init; }
    public string? StatusCallback { get; init; }
    public Outcome Outcome { get; init; } = Outcome.Delivered;
    public CallbackFaults CallbackFaults { get; init; }

    /// <summary>What the desk's webhook answered to this inbound message, for the curious.</summary>
    public string? WebhookAnswer { get; init; }

    /// <summary>Rises with each change, so that a reader can tell the newer of two copies.</summary>
    public int Version { get; init; }

    public bool IsInFlight => Status is MessageStatus.Queued or MessageStatus.Sending;

    /// <summary>The status after this one on the way to the outcome; null at the end of the way.</summary>
    public MessageStatus? Next() => (Status, Outcome.Status) switch
    {
        (MessageStatus.Queued, _) => MessageStatus.Sending,
        (MessageStatus.Sending, MessageStatus.Failed) => MessageStatus.Failed,
        (MessageStatus.Sending, _) => MessageStatus.Sent,
        (MessageStatus.Sent, MessageStatus.Delivered or MessageStatus.Undelivered) => Outcome.Status,
        _ => null,
    };

    /// <summary>This message one step further.</summary>
    public Message Moved(MessageStatus status, DateTimeOffset now) => this with
    {
        Status = status,
        ErrorCode = status is MessageStatus.Failed or MessageStatus.Undelivered ? Outcome.ErrorCode : null,
        SentAt = status is MessageStatus.Sent ? now : SentAt,
        UpdatedAt = now,
        Version = Version + 1,
    };
}
