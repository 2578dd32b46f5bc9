namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>How far a call has come, in the carrier's words.</summary>
public enum CallStatus
{
    Queued,
    Ringing,
    InProgress,
    Completed,
    Busy,
    NoAnswer,
    Failed,
    Canceled,
}

/// <summary>Who started a call.</summary>
public enum CallDirection
{
    Inbound,
    OutboundApi,
    OutboundDial,
}

/// <summary>Where the steps of a call are reported, and which.</summary>
public sealed record CallReports(string Url, IReadOnlyList<string> Events);

/// <summary>One telephone's part in a conversation. Immutable: each change makes the next version.</summary>
public sealed record Call
{
    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required CallDirection Direction { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public CallStatus Status { get; init; }

    /// <summary>The call that dialled this one.</summary>
    public string? ParentSid { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Seconds from answer to end; null until it has ended.</summary>
    public int? Seconds { get; init; }
    public CallReports? Reports { get; init; }
    public CallbackFaults CallbackFaults { get; init; }

    /// <summary>What was said to the person on the telephone, in order.</summary>
    public IReadOnlyList<string> Heard { get; init; } = [];

    /// <summary>What the person on the telephone said, in order.</summary>
    public IReadOnlyList<string> Spoken { get; init; } = [];

    /// <summary>The other call while both talk.</summary>
    public string? TalksTo { get; init; }

    /// <summary>What went wrong with the desk's script, for the curious.</summary>
    public string? Note { get; init; }

    /// <summary>Rises with each change, so that a reader can tell the newer of two copies.</summary>
    public int Version { get; init; }

    public bool IsOver => Status is not (CallStatus.Queued or CallStatus.Ringing or CallStatus.InProgress);
}
