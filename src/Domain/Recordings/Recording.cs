using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Recordings;

/// <summary>The audio of one call: where it is, how long it is kept, who listened. The row is the authority on retention and outlives the audio as a tombstone.</summary>
public sealed class Recording : Aggregate
{
    public const int MaxRetentionDays = 3650, MaxAttempts = 12, MaxTranscript = 20_000;

    /// <summary>A copy that shows no progress for longer than this was left behind by a node that died.</summary>
    public static readonly TimeSpan FetchLease = TimeSpan.FromMinutes(2);

    /// <summary>What the carrier has not by then after the call is missing.</summary>
    public static readonly TimeSpan ExpectedWithin = TimeSpan.FromHours(24);

    /// <summary>One who goes on listening within this time goes on with the same session.</summary>
    public static readonly TimeSpan SessionGap = TimeSpan.FromMinutes(15);

    /// <summary>A deletion that shows no end for longer than this was left behind, by a node that died or a store that did not answer, and is taken up again.</summary>
    public static readonly TimeSpan DeletionLease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5), FirstQuestion = TimeSpan.FromMinutes(2), LongestWait = TimeSpan.FromMinutes(30);

    private Recording() { }

    /// <summary>A call is being recorded.</summary>
    public Recording(Call call, int retentionDays, DateTimeOffset now) : base(call.TenantId, Guid.CreateVersion7(now))
    {
        (CallId, ConversationId, EscalationId, CustomerId, NumberId) = (call.Id, call.ConversationId, call.EscalationId, call.CustomerId, call.NumberId);
        (AgentId, AgentName, CarrierCallId, RetentionDays, CreatedAt, NextAttemptAt) = (call.AgentId, call.AgentName, call.CarrierCallId, retentionDays, now, now + FirstQuestion);
        DeleteAfter = now.AddDays(retentionDays);
    }

    public Guid CallId { get; private set; }

    public Guid ConversationId { get; private set; }

    public Guid EscalationId { get; private set; }

    public Guid CustomerId { get; private set; }

    public Guid? AgentId { get; private set; }

    public string? AgentName { get; private set; }

    /// <summary>Whose account at the carrier has it.</summary>
    public Guid NumberId { get; private set; }

    public RecordingState State { get; private set; }

    public string? CarrierCallId { get; private set; }

    public string? CarrierRecordingId { get; private set; }

    /// <summary>Where the carrier said the audio is; only followed on the carrier's own hosts.</summary>
    public string? CarrierUri { get; private set; }

    /// <summary>Whatever an integrator ties it to, for example a booking.</summary>
    public string? ExternalReference { get; private set; }

    public int? DurationSeconds { get; private set; }

    /// <summary>2 where agent (first) and customer (second) can be told apart.</summary>
    public int? Channels { get; private set; }

    /// <summary>Which store holds it, and where there.</summary>
    public string? Store { get; private set; }

    public string? Container { get; private set; }

    public string? Key { get; private set; }

    public long? SizeBytes { get; private set; }

    /// <summary>Lower-case hexadecimal.</summary>
    public string? Sha256 { get; private set; }

    public string? ContentType { get; private set; }

    /// <summary>For each channel the loudness of equal stretches, 0 to 127, one channel after the other; empty where the format does not give them.</summary>
    public byte[] Peaks { get; private set; } = [];

    public int RetentionDays { get; private set; }

    /// <summary>Counted from when it was stored; from the call, where it never was.</summary>
    public DateTimeOffset? DeleteAfter { get; private set; }

    /// <summary>Why it must be kept whatever its retention says; null if it need not.</summary>
    public string? LegalHold { get; private set; }

    public int AccessedCount { get; private set; }

    public DateTimeOffset? LastAccessedAt { get; private set; }

    public string? LastAccessedBy { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Not before this time; null when nothing is to be done.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>Bytes copied so far.</summary>
    public long Progress { get; private set; }

    public string? Error { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StoredAt { get; private set; }

    /// <summary>When the carrier's copy was deleted.</summary>
    public DateTimeOffset? CarrierDeletedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Since when, why and by whom it is being deleted; from then on nothing keeps it any more.</summary>
    public DateTimeOffset? DeletingSince { get; private set; }

    public string? DeletionReason { get; private set; }

    public string? DeletedBy { get; private set; }

    /// <summary>Whether the carrier's list had it when it was last looked through; null before.</summary>
    public bool? CarrierHas { get; private set; }

    public DateTimeOffset? CarrierCheckedAt { get; private set; }

    /// <summary>When the carrier deletes it by itself; null where it does not, or does not say.</summary>
    public DateTimeOffset? CarrierPurgesAt { get; private set; }

    /// <summary>Somebody has seen that it could not be fetched and wants to hear no more of it.</summary>
    public DateTimeOffset? SetAsideAt { get; private set; }

    /// <summary>What was said, where the carrier wrote it down.</summary>
    public string? Transcript { get; private set; }

    /// <summary>What was deleted where, when and why, as JSON.</summary>
    public string? Certificate { get; private set; }

    /// <summary>The carrier has the file. Later news about a file that is on its way or here changes nothing; of one that comes after the deletion the carrier's copy is deleted too.</summary>
    public bool BecomeAvailable(string carrierRecordingId, string uri, int? seconds, int? channels, DateTimeOffset now)
    {
        if (DeletingSince is not null && CarrierRecordingId is null)
            (CarrierRecordingId, NextAttemptAt) = (carrierRecordingId, State == RecordingState.Deleted ? now : null);
        if (DeletingSince is not null || State is not (RecordingState.Expected or RecordingState.Missing or RecordingState.Failed))
            return false;
        (State, CarrierRecordingId, CarrierUri, DurationSeconds, Channels) = (RecordingState.Available, carrierRecordingId, uri, seconds, channels);
        (Attempts, NextAttemptAt, Error, SetAsideAt) = (0, now, null, null);
        return true;
    }

    /// <summary>The carrier has no audio of this call.</summary>
    public void Miss(string reason, Escalation escalation, DateTimeOffset now)
    {
        if (State is not (RecordingState.Expected or RecordingState.Available or RecordingState.Fetching))
            return;
        (State, Error, NextAttemptAt) = (RecordingState.Missing, reason, null);
        Tell(EventTypes.RecordingMissing, escalation, Actor.Carrier, now, new { callId = CallId, recordingId = Id, reason });
    }

    /// <summary>The carrier says nothing by itself and has nothing yet: it lags by minutes, so it is asked further and further apart.</summary>
    public void AskAgain(Escalation escalation, DateTimeOffset now)
    {
        if (State != RecordingState.Expected)
            return;
        if (now - CreatedAt >= ExpectedWithin)
            Miss("never_announced", escalation, now);
        else
            NextAttemptAt = now + Delay(++Attempts, FirstQuestion);
    }

    /// <summary>A node takes the copying on.</summary>
    /// <returns>False if another has it, or nothing is to be copied.</returns>
    public bool Fetch(DateTimeOffset now)
    {
        if (State is not (RecordingState.Available or RecordingState.Fetching) || NextAttemptAt > now || DeletingSince is not null)
            return false;
        (State, Attempts, NextAttemptAt, Progress) = (RecordingState.Fetching, Attempts + 1, now + FetchLease, 0);
        return true;
    }

    /// <summary>Copying goes on.</summary>
    public void Advance(long bytes, DateTimeOffset now)
    {
        if (State == RecordingState.Fetching)
            (Progress, NextAttemptAt) = (bytes, now + FetchLease);
    }

    /// <summary>Copying failed: again later, further apart each time, until it is given up.</summary>
    public void FetchFailed(string error, DateTimeOffset now)
    {
        if (State != RecordingState.Fetching)
            return;
        (State, Error) = (Attempts >= MaxAttempts ? RecordingState.Failed : RecordingState.Available, error);
        NextAttemptAt = State == RecordingState.Failed ? null : now + Delay(Attempts, FirstWait);
    }

    /// <summary>Nothing can be done about it now, and that is nobody's try.</summary>
    public void Wait(string error, DateTimeOffset now) => (Error, NextAttemptAt) = (error, now + LongestWait);

    /// <summary>A person wants it tried again.</summary>
    public void TryAgain(DateTimeOffset now)
    {
        if (IsLeftAtCarrier)
        {
            (Attempts, NextAttemptAt, SetAsideAt) = (0, now, null);
            return;
        }

        if (DeletingSince is not null || State is not (RecordingState.Failed or RecordingState.Available or RecordingState.Missing) || CarrierRecordingId is null)
            throw new RuleViolation("not_failed", "Only a recording that failed can be fetched again.");
        (State, Attempts, NextAttemptAt, Error, SetAsideAt) = (RecordingState.Available, 0, now, null, null);
    }

    /// <summary>A person takes note that it could not be fetched, or that the carrier keeps its copy; it can still be tried again.</summary>
    public void SetAside(DateTimeOffset now)
    {
        if (State != RecordingState.Failed && !IsLeftAtCarrier)
            throw new RuleViolation("not_failed", "Only a recording that failed can be fetched again.");
        SetAsideAt ??= now;
    }

    /// <summary>The carrier's list was looked through.</summary>
    /// <param name="has">Whether it is there.</param>
    public void Checked(bool has, DateTimeOffset? purgesAt, DateTimeOffset now) => (CarrierHas, CarrierPurgesAt, CarrierCheckedAt) = (has, has ? purgesAt : null, now);

    /// <summary>Stored and verified.</summary>
    public void Stored(string store, string container, string key, long size, string sha256, string contentType, int? seconds, int? channels, byte[] peaks, bool deletesCarrierCopy, Escalation escalation, DateTimeOffset now)
    {
        if (State != RecordingState.Fetching)
            return;
        (State, Store, Container, Key, SizeBytes, Sha256, ContentType) = (RecordingState.Stored, store, container, key, size, sha256, contentType);
        (DurationSeconds, Channels, Peaks, StoredAt, Progress) = (seconds ?? DurationSeconds, channels ?? Channels, peaks, now, size);
        (DeleteAfter, NextAttemptAt, Error, Attempts) = (now.AddDays(RetentionDays), deletesCarrierCopy ? now + FirstWait : null, null, 0);
        Tell(EventTypes.RecordingStored, escalation, Actor.System, now, new { callId = CallId, recordingId = Id, seconds = DurationSeconds });
    }

    /// <summary>The carrier wrote down what was said. After a deletion it must not come back.</summary>
    public void Transcribe(string text)
    {
        if (DeletingSince is null && State != RecordingState.Deleted)
            Transcript = text.Length > MaxTranscript ? text[..MaxTranscript] : text;
    }

    /// <summary>Our part is done, stored or deleted, and the carrier's copy could not be deleted however often it was tried.</summary>
    public bool IsLeftAtCarrier => State is RecordingState.Stored or RecordingState.Deleted && CarrierDeletedAt is null && NextAttemptAt is null && Attempts >= MaxAttempts;

    /// <summary>The carrier's copy could not be deleted at once.</summary>
    public void DeleteCarrierCopyLater(DateTimeOffset now) => NextAttemptAt = ++Attempts < MaxAttempts ? now + Delay(Attempts, FirstWait) : null;

    public void CarrierCopyDeleted(DateTimeOffset now)
    {
        CarrierDeletedAt ??= now;
        if (State is RecordingState.Stored or RecordingState.Deleted)
            (NextAttemptAt, Error) = (null, null);
    }

    public void Keep(int days)
    {
        if (days is < 1 or > MaxRetentionDays)
            throw new FieldRefused("retentionDays", "out_of_range", $"Enter a number from 1 to {MaxRetentionDays}.");
        RetentionDays = days;
        DeleteAfter = (StoredAt ?? CreatedAt).AddDays(days);
    }

    public void BelongTo(string? reference) => ExternalReference = string.IsNullOrWhiteSpace(reference) ? null : reference.Trim();

    /// <param name="reason">Null lifts the hold.</param>
    public void Hold(string? reason)
    {
        reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        if (reason is not null && (DeletingSince is not null || State == RecordingState.Deleted))
            throw new RuleViolation("being_deleted", "This recording is deleted, or is just being deleted.");
        LegalHold = reason;
    }

    /// <summary>Its time is over, or its deletion was begun and left behind.</summary>
    public bool IsDue(DateTimeOffset now) =>
        DeletingSince is { } since ? State != RecordingState.Deleted && since <= now - DeletionLease : IsSettled && LegalHold is null && DeleteAfter <= now;

    /// <summary>From here on the recording cannot be kept any more. Refused while a legal hold stands: it wins over everybody and every date.</summary>
    public void BeginDeletion(string reason, Actor by, DateTimeOffset now)
    {
        if (LegalHold is not null)
            throw new RuleViolation("legal_hold", "A legal hold keeps this recording.");
        if (!IsSettled)
            throw new RuleViolation("not_settled", "This recording is deleted already, or is still on its way.");
        (DeletionReason, DeletedBy) = (DeletionReason ?? reason, DeletedBy ?? by.Name);
        (DeletingSince, NextAttemptAt) = (now, null);
    }

    /// <summary>Our audio is gone; the row stays and says what it was. The carrier's copy, if there may be one, follows.</summary>
    public void Deleted(Escalation escalation, Actor by, DateTimeOffset now)
    {
        (State, DeletedAt, Peaks, Transcript, Error, Attempts, SetAsideAt) = (RecordingState.Deleted, now, [], null, null, 0, null);
        NextAttemptAt = CarrierRecordingId is not null && CarrierDeletedAt is null ? now : null;
        Tell(EventTypes.RecordingDeleted, escalation, by, now, new { callId = CallId, recordingId = Id });
    }

    /// <param name="certificate">What was deleted where, when and why, as JSON; written anew when the carrier's copy is gone too.</param>
    public void Certify(string certificate) => Certificate = certificate;

    /// <summary>Somebody begins to listen, or downloads.</summary>
    public RecordingAccess Access(Actor by, RecordingUse use, string? ipAddress, DateTimeOffset now)
    {
        if (State != RecordingState.Stored || DeletingSince is not null)
            throw new RuleViolation("not_stored", "The audio of this call is not here.");
        (AccessedCount, LastAccessedAt, LastAccessedBy) = (AccessedCount + 1, now, by.Name);
        return new RecordingAccess(this, by, use, ipAddress, now);
    }

    /// <summary>Nothing is on its way: here, at the carrier and waiting, or given up.</summary>
    private bool IsSettled => State is RecordingState.Stored or RecordingState.Available or RecordingState.Failed or RecordingState.Missing;

    private static TimeSpan Delay(int attempts, TimeSpan first)
    {
        var wait = first * Math.Pow(2, Math.Min(attempts - 1, 16));
        return wait < LongestWait ? wait : LongestWait;
    }

    private void Tell(string type, Escalation escalation, Actor by, DateTimeOffset now, object data) =>
        Raise(new DeskEvent(TenantId, ConversationId, EscalationId, type, now, by, data).Concerning(escalation.TeamId, escalation.OwnerId, escalation.Advance(now)));
}

public enum RecordingUse { Listen, Download }

/// <summary>One listening session, or one download.</summary>
public sealed class RecordingAccess : Entity
{
    private RecordingAccess() { }

    internal RecordingAccess(Recording recording, Actor by, RecordingUse use, string? ipAddress, DateTimeOffset now) : base(recording.TenantId, Guid.CreateVersion7(now)) =>
        (RecordingId, ActorId, ActorName, Use, IpAddress, At, LastAt) = (recording.Id, by.Id, by.Name, use, ipAddress, now, now);

    public Guid RecordingId { get; private set; }

    public Guid? ActorId { get; private set; }

    public string ActorName { get; private set; } = "";

    public RecordingUse Use { get; private set; }

    public string? IpAddress { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>When sound was last asked for in this session.</summary>
    public DateTimeOffset LastAt { get; private set; }

    public void GoOn(DateTimeOffset now) => LastAt = now;
}
