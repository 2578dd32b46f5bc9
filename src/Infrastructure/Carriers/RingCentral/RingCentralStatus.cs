using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Calls;
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

    /// <summary>Whether the log's word for a customer's call is its last, and one about a call that came through to the account.</summary>
    public static bool IsOver(string result) => result is not ("" or "Unknown" or "In Progress" or "Blocked");

    /// <summary>What became of a customer's call. Whatever is neither an answer nor a message left somebody waiting.</summary>
    public static CallOutcome OutcomeOf(string result) => result switch
    {
        "Accepted" or "Call connected" => CallOutcome.Answered,
        "Voicemail" => CallOutcome.Voicemail,
        _ => CallOutcome.Missed,
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
