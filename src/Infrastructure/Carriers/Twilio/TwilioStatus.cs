using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Twilio's words for how a message or a call fares, in ours.</summary>
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

    /// <summary>Null for words that are new to us.</summary>
    public static CarrierRecordingState? RecordingStateOf(string status) => status switch
    {
        "in-progress" or "paused" or "stopped" or "processing" => CarrierRecordingState.InProgress,
        "completed" => CarrierRecordingState.Completed,
        "absent" or "failed" => CarrierRecordingState.Absent,
        _ => null,
    };

    /// <summary>Null for words that are new to us.</summary>
    public static CarrierCallStatus? CallStateOf(string status) => status switch
    {
        "queued" or "initiated" => CarrierCallStatus.Queued,
        "ringing" => CarrierCallStatus.Ringing,
        "in-progress" or "answered" => CarrierCallStatus.InProgress,
        "completed" => CarrierCallStatus.Completed,
        "busy" => CarrierCallStatus.Busy,
        "no-answer" => CarrierCallStatus.NoAnswer,
        "failed" => CarrierCallStatus.Failed,
        "canceled" => CarrierCallStatus.Canceled,
        _ => null,
    };
}
