using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>RingCentral's words in ours.</summary>
public static class RingCentralStatus
{
    /// <summary>Null for words that say nothing about an outbound message, new ones included.</summary>
    public static DeliveryState? StateOf(string status) => status switch
    {
        "Queued" => DeliveryState.Accepted,
        "Sent" => DeliveryState.Sent,
        "Delivered" => DeliveryState.Delivered,
        "DeliveryFailed" => DeliveryState.Undelivered,
        "SendingFailed" => DeliveryState.Failed,
        _ => null,
    };

    /// <summary>One side of a RingOut. Null for words that say nothing about it, new ones included.</summary>
    public static CarrierCallStatus? LegOf(string status) => status switch
    {
        "InProgress" => CarrierCallStatus.Ringing,
        "Success" => CarrierCallStatus.InProgress,
        "Finished" => CarrierCallStatus.Completed,
        "Busy" => CarrierCallStatus.Busy,
        "NoAnswer" or "NoSessionFound" => CarrierCallStatus.NoAnswer,
        "Rejected" => CarrierCallStatus.Canceled,
        "GenericError" or "InternationalDisabled" or "DestinationBlocked" or "NotEnoughFunds" or "NosuchUser" or "NoSuchUser" or "WrongNumber" => CarrierCallStatus.Failed,
        _ => null,
    };
}
