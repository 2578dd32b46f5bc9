namespace EscalationCqrs.Domain.Conversations;

/// <summary>Which way a message may still go.</summary>
public static class DeliveryStates
{
    public static bool IsFinal(this DeliveryState state) => state >= DeliveryState.Delivered;

    /// <summary>
    /// Reports come late, twice and out of order, so a message moves only up, and never out of a final state. One step leads back:
    /// a message that is known not to have left waits again.
    /// </summary>
    public static bool MayBecome(this DeliveryState from, DeliveryState to) => (from, to) switch
    {
        (DeliveryState.Dispatching, DeliveryState.Queued) => true,
        (_, DeliveryState.Uncertain) => from == DeliveryState.Dispatching,
        (_, DeliveryState.Suppressed) => from is DeliveryState.Queued or DeliveryState.Dispatching,
        _ => to > from && !from.IsFinal(),
    };
}
