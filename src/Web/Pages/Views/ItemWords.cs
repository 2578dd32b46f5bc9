using System.Text.Json;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Sla;

namespace EscalationCqrs.Web.Pages.Views;

/// <summary>What happened, as a sentence.</summary>
public static class ItemWords
{
    /// <summary>Null for what is shown in another way.</summary>
    public static string? Sentence(Texts t, string type, IReadOnlyDictionary<string, JsonElement> details, string actor) => type switch
    {
        EventTypes.EscalationOpened => Read<EscalationOrigin>(details, "origin") switch
        {
            EscalationOrigin.Staff => t.Timeline.OpenedByStaff(actor),
            EscalationOrigin.InboundSms => t.Timeline.OpenedBySms(actor),
            EscalationOrigin.InboundCall => t.Timeline.OpenedByCall(actor),
            EscalationOrigin.InboundChat => t.Timeline.OpenedByChat(actor),
            EscalationOrigin.InboundEmail => t.Timeline.OpenedByEmail(actor),
            _ => t.Timeline.Opened(actor),
        },
        EventTypes.Assigned => Assigned(t, details, actor),
        EventTypes.Released => t.Timeline.Released(actor),
        EventTypes.Started => t.Timeline.Started(actor),
        EventTypes.Waiting => t.Timeline.Waiting(actor),
        EventTypes.Resumed => t.Timeline.Resumed,
        EventTypes.Resolved => t.Timeline.Resolved(actor),
        EventTypes.Reopened => Read<Channel>(details, "channel") is { } channel ? t.Timeline.CameBack(actor, t.Of(channel)) : t.Timeline.Reopened(actor),
        EventTypes.Cancelled => details.TryGetValue("withdrawn", out var withdrawn) && withdrawn.ValueKind == JsonValueKind.True ? t.Timeline.Withdrawn : t.Timeline.Cancelled(actor),
        EventTypes.PriorityChanged => t.Timeline.PriorityChanged(actor, Priority(t, details, "fromPriority"), Priority(t, details, "toPriority")),
        EventTypes.TeamChanged => t.Timeline.TeamChanged(actor),
        EventTypes.BotPaused => t.Timeline.BotPaused,
        EventTypes.BotResumed => t.Timeline.BotResumed,
        EventTypes.SlaBreached => t.Timeline.Breached(Read<SlaTarget>(details, "target") is { } target ? t.Of(target) : ""),
        EventTypes.ConsentGiven => t.Timeline.OptedIn,
        EventTypes.ConsentWithdrawn => t.Timeline.OptedOut,
        _ => null,
    };

    /// <summary>The short line of the timeline for what is shown in full beside it.</summary>
    public static string? Line(Texts t, string type, IReadOnlyDictionary<string, JsonElement> details, string actor, string? channel) => type switch
    {
        EventTypes.CustomerMessage => t.Timeline.CustomerWrote(channel),
        EventTypes.StaffMessage => t.Timeline.StaffWrote(actor, channel),
        EventTypes.BotMessage => t.Timeline.BotWrote,
        EventTypes.NoteAdded => t.Timeline.NoteWritten(actor),
        EventTypes.CallPlaced => t.Call.PlacedBy(actor),
        EventTypes.CallReceived => t.Call.FromCustomer,
        EventTypes.CallProgressed => Read<CallState>(details, "state") is { } state ? t.Call.Progressed(t.Of(state)) : null,
        EventTypes.CallEnded => Read<CallOutcome>(details, "outcome") is { } outcome ? t.Call.Ended(t.Of(outcome)) : null,
        EventTypes.RecordingStored => t.Call.RecordingStored,
        EventTypes.RecordingMissing => t.Call.RecordingMissing,
        EventTypes.RecordingDeleted => t.Call.RecordingDeleted(actor),
        _ => Sentence(t, type, details, actor),
    };

    /// <summary>Why, in the words of whoever did it; how it was resolved, for what is resolved.</summary>
    public static string? Reason(IReadOnlyDictionary<string, JsonElement> details) => Words(details, "reason") ?? Words(details, "notes");

    public static string Icon(string type) => type switch
    {
        EventTypes.EscalationOpened => "hand-stop",
        EventTypes.Assigned => "user-check",
        EventTypes.Released => "arrow-back-up",
        EventTypes.Started or EventTypes.Resumed => "player-play",
        EventTypes.Waiting => "hourglass",
        EventTypes.Resolved => "circle-check",
        EventTypes.Reopened => "rotate",
        EventTypes.Cancelled => "circle-x",
        EventTypes.PriorityChanged => "flag",
        EventTypes.TeamChanged => "users",
        EventTypes.BotPaused => "robot-off",
        EventTypes.BotResumed => "robot",
        EventTypes.SlaBreached => "alert-triangle",
        EventTypes.ConsentWithdrawn => "ban",
        EventTypes.CallPlaced or EventTypes.CallReceived or EventTypes.CallProgressed or EventTypes.CallEnded => "phone",
        EventTypes.RecordingStored or EventTypes.RecordingMissing or EventTypes.RecordingDeleted => "microphone",
        _ => "info-circle",
    };

    public static string? Tone(string type) => type switch
    {
        EventTypes.SlaBreached or EventTypes.ConsentWithdrawn => "bad",
        EventTypes.Resolved => "good",
        _ => null,
    };

    private static string Assigned(Texts t, IReadOnlyDictionary<string, JsonElement> details, string actor)
    {
        var agent = details.TryGetValue("agent", out var name) ? name.GetString() ?? "" : "";
        return Read<AssignmentCause>(details, "cause") switch
        {
            AssignmentCause.Claim or AssignmentCause.FirstReply => t.Timeline.Claimed(actor),
            AssignmentCause.Reassign => t.Timeline.Reassigned(actor, agent),
            AssignmentCause.Automatic => t.Timeline.AssignedByRule(agent),
            AssignmentCause.Reopen => t.Timeline.BackTo(agent),
            _ => t.Timeline.Assigned(actor, agent),
        };
    }

    private static string? Words(IReadOnlyDictionary<string, JsonElement> details, string name) =>
        details.TryGetValue(name, out var words) && words.ValueKind == JsonValueKind.String && words.GetString() is { Length: > 0 } text ? text : null;

    private static string Priority(Texts t, IReadOnlyDictionary<string, JsonElement> details, string name) => Read<Priority>(details, name) is { } priority ? t.Of(priority) : "";

    private static T? Read<T>(IReadOnlyDictionary<string, JsonElement> details, string name) where T : struct, Enum =>
        details.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && Enum.TryParse<T>(value.GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var read)
            ? read : null;
}
