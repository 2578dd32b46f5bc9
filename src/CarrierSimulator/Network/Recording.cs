using System.Collections.Concurrent;

namespace EscalationCqrs.CarrierSimulator.Network;

public enum RecordingStatus
{
    InProgress,
    Completed,
    Absent,
}

/// <summary>What was recorded of a call. The sound itself is computed when it is fetched.</summary>
/// <param name="CallSid">The parent of the calls that talked.</param>
/// <param name="Source">In the carrier's words, for example <c>DialVerb</c>.</param>
public sealed record Recording(string Sid, string AccountSid, string CallSid, int Channels, string Source, RecordingStatus Status, DateTimeOffset StartedAt, int Seconds, bool IsDeleted = false)
{
    /// <summary>How long the carrier tells of a recording that was deleted.</summary>
    public static readonly TimeSpan ToldAfterDeletion = TimeSpan.FromDays(40);

    public RecordedAudio OpenAudio(int channels) => new(Sid, Seconds, channels);
}

/// <summary>All that the network recorded.</summary>
public sealed class Recordings(TimeProvider clock, Sids sids)
{
    private readonly ConcurrentDictionary<string, Recording> _recordings = [];

    public event Action? Changed;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Recording> All => [.. _recordings.Values.OrderBy(r => r.StartedAt).ThenBy(r => r.Sid, StringComparer.Ordinal)];

    public Recording? Find(string sid) => _recordings.GetValueOrDefault(sid);

    public Recording Begin(string accountSid, string callSid, int channels, string source, DateTimeOffset? at = null) =>
        Save(new(sids.Next("RE"), accountSid, callSid, channels, source, RecordingStatus.InProgress, at ?? clock.GetUtcNow(), 0));

    public Recording Finish(Recording recording, int seconds) =>
        Save(recording with { Status = seconds > 0 ? RecordingStatus.Completed : RecordingStatus.Absent, Seconds = seconds });

    public bool Delete(string sid)
    {
        if (Find(sid) is not { IsDeleted: false } recording)
            return false;
        Save(recording with { IsDeleted = true, Status = RecordingStatus.Absent });
        return true;
    }

    public void Restore(IEnumerable<Recording> recordings)
    {
        foreach (var recording in recordings)
            _recordings[recording.Sid] = recording;
    }

    public void Clear() => _recordings.Clear();

    private Recording Save(Recording recording)
    {
        _recordings[recording.Sid] = recording;
        Changed?.Invoke();
        return recording;
    }
}
