using EscalationCqrs.Domain.Conversations;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Twilio's words for how a message fares, in ours.</summary>
public static class TwilioStatus
{
    /// <summary>Null for words that say nothing about an outbound message, new ones included.</summary>
    public static DeliveryState? StateOf(string status) => status switch
    {
        "accepted" or "scheduled" or "queued" or "sending" => DeliveryState.Accepted,
        "sent" or "partially_delivered" => DeliveryState.Sent,
        "delivered" or "read" => DeliveryState.Delivered,
        "undelivered" => DeliveryState.Undelivered,
        "failed" or "canceled" => DeliveryState.Failed,
        _ => null,
    };
}
