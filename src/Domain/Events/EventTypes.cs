namespace EscalationCqrs.Domain.Events;

/// <summary>The names of everything that can happen; stored, so never renamed.</summary>
public static class EventTypes
{
    public const string ConversationStarted = "conversation_started";
    public const string EscalationOpened = "escalation_opened";
    public const string Assigned = "assigned";
    public const string Released = "released";
    public const string Started = "started";
    public const string Waiting = "waiting";
    public const string Resumed = "resumed";
    public const string Resolved = "resolved";
    public const string Reopened = "reopened";
    public const string Cancelled = "cancelled";
    public const string PriorityChanged = "priority_changed";
    public const string TeamChanged = "team_changed";
    public const string CustomerMessage = "customer_message";
    public const string StaffMessage = "staff_message";
    public const string BotMessage = "bot_message";
    public const string DeliveryChanged = "delivery_changed";
    public const string AttachmentsKept = "attachments_kept";
    public const string NoteAdded = "note_added";
    public const string BotPaused = "bot_paused";
    public const string BotResumed = "bot_resumed";
    public const string SlaBreached = "sla_breached";
    public const string ConsentGiven = "consent_given";
    public const string ConsentWithdrawn = "consent_withdrawn";
    public const string Read = "read";
    public const string CallPlaced = "call_placed";
    public const string CallReceived = "call_received";
    public const string CallProgressed = "call_progressed";
    public const string CallEnded = "call_ended";
    public const string RecordingStored = "recording_stored";
    public const string RecordingMissing = "recording_missing";
    public const string RecordingDeleted = "recording_deleted";

    /// <summary>Those that change an escalation's state; the history lists them.</summary>
    public static readonly IReadOnlyList<string> Transitions =
        [EscalationOpened, Assigned, Released, Started, Waiting, Resumed, Resolved, Reopened, Cancelled, PriorityChanged, TeamChanged];
}
