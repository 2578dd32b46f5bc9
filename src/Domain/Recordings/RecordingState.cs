namespace EscalationCqrs.Domain.Recordings;

/// <summary>From the call to the archive.</summary>
public enum RecordingState
{
    /// <summary>The call is, or was, recorded; the carrier has not said that the file is ready.</summary>
    Expected,

    /// <summary>The carrier has the file.</summary>
    Available,

    /// <summary>A node copies it.</summary>
    Fetching,

    /// <summary>In our store, verified.</summary>
    Stored,

    /// <summary>Gone on purpose; the row stays as a tombstone.</summary>
    Deleted,

    /// <summary>The carrier has none, or none any more.</summary>
    Missing,

    /// <summary>Given up after many tries; a person may try again.</summary>
    Failed,
}
