namespace EscalationCqrs.Domain.Conversations;

/// <summary>
/// How far an outbound message has come. The order of the values is the rank: a message only ever moves up,
/// and never from one final state to another.
/// </summary>
public enum DeliveryState
{
    /// <summary>Waits for the dispatcher.</summary>
    Queued = 0,

    /// <summary>Is being handed to the carrier; after a crash nobody knows, so it becomes <see cref="Uncertain"/>.</summary>
    Dispatching = 1,

    /// <summary>May have reached the carrier. Settled by a status callback or the carrier's list, never sent again blindly.</summary>
    Uncertain = 2,

    /// <summary>The carrier has it.</summary>
    Accepted = 3,

    /// <summary>The carrier passed it on; some networks never say more.</summary>
    Sent = 4,

    /// <summary>The recipient's device has it. Final.</summary>
    Delivered = 5,

    /// <summary>The network could not deliver it. Final.</summary>
    Undelivered = 6,

    /// <summary>Refused, or given up. Final.</summary>
    Failed = 7,

    /// <summary>Held back by consent, opt-out or a limit, with a reason. Final.</summary>
    Suppressed = 8,
}
