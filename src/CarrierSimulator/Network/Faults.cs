using System.Text.Json.Serialization;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>Which requests a plan's request faults hit.</summary>
public enum FaultScope
{
    /// <summary>Only those that send a message.</summary>
    Sends,

    /// <summary>Every request to the carrier's API.</summary>
    All,
}

/// <summary>What is to go wrong, and how often.</summary>
public sealed record FaultPlan
{
    /// <summary>Answer this HTTP status; nothing is processed.</summary>
    public int? Status { get; init; }

    /// <summary>Wait this long before processing.</summary>
    public int? DelayMs { get; init; }

    /// <summary>Never answer; nothing is processed.</summary>
    public bool Timeout { get; init; }

    /// <summary>Process, but never answer.</summary>
    public bool AcceptThenTimeout { get; init; }

    /// <summary>Answer 200 with a body that is no JSON; nothing is processed.</summary>
    public bool Garbage { get; init; }

    /// <summary>Post each webhook of the message twice.</summary>
    public bool DuplicateCallbacks { get; init; }

    /// <summary>Post the status callbacks of the message together at the end, last first.</summary>
    public bool ReorderCallbacks { get; init; }

    /// <summary>Post no webhook of the message.</summary>
    public bool DropCallbacks { get; init; }

    /// <summary>How many requests or inbound messages are hit; all of them when absent.</summary>
    public int? Count { get; init; }

    /// <summary>Which requests are hit.</summary>
    public FaultScope On { get; init; }

    public static readonly FaultPlan None = new();

    [JsonIgnore]
    public CallbackFaults Callbacks =>
        (DuplicateCallbacks ? CallbackFaults.Duplicate : CallbackFaults.None)
        | (ReorderCallbacks ? CallbackFaults.Reorder : CallbackFaults.None)
        | (DropCallbacks ? CallbackFaults.Drop : CallbackFaults.None);
}

/// <summary>The plan in force. Each request it hits uses up one of its count.</summary>
public sealed class Faults
{
    private readonly Lock _gate = new();
    private FaultPlan _plan = FaultPlan.None;

    /// <summary>The plan in force has changed.</summary>
    public event Action<FaultPlan>? Changed;

    public FaultPlan Plan
    {
        get { lock (_gate) return _plan; }
    }

    public void Replace(FaultPlan plan)
    {
        lock (_gate)
            _plan = plan;
        Changed?.Invoke(plan);
    }

    /// <summary>What a request to the carrier's API meets.</summary>
    public FaultPlan TakeForRequest(bool isSend) => Take(plan => isSend || plan.On is FaultScope.All);

    /// <summary>What the webhook of an inbound message meets.</summary>
    public CallbackFaults TakeForInbound() => Take(plan => plan.Callbacks is not CallbackFaults.None).Callbacks;

    private FaultPlan Take(Func<FaultPlan, bool> isHit)
    {
        FaultPlan taken;
        lock (_gate)
        {
            if (_plan == FaultPlan.None || !isHit(_plan))
                return FaultPlan.None;

            taken = _plan;
            if (_plan.Count is not { } count)
                return taken;
            _plan = count > 1 ? _plan with { Count = count - 1 } : FaultPlan.None;
        }

        Changed?.Invoke(Plan);
        return taken;
    }
}
