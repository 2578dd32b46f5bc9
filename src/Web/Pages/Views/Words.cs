using System.Globalization;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Web.Pages.Views;

/// <summary>What the desk's own words are called in the viewer's language, and the icons that stand beside them.</summary>
public static class Words
{
    public static string Of(this Texts t, Priority priority) => priority switch
    {
        Priority.Urgent => t.Escalation.Urgent,
        Priority.High => t.Escalation.High,
        Priority.Medium => t.Escalation.Medium,
        _ => t.Escalation.Low,
    };

    public static string Of(this Texts t, EscalationState state) => state switch
    {
        EscalationState.Pending => t.Escalation.Pending,
        EscalationState.Assigned => t.Escalation.Assigned,
        EscalationState.InProgress => t.Escalation.InProgress,
        EscalationState.WaitingOnCustomer => t.Escalation.WaitingOnCustomer,
        EscalationState.Resolved => t.Escalation.Resolved,
        _ => t.Escalation.Cancelled,
    };

    public static string Of(this Texts t, ContactMethod method) => method switch
    {
        ContactMethod.Sms => t.Escalation.Sms,
        ContactMethod.Call => t.Escalation.Call,
        _ => t.Escalation.Email,
    };

    public static string Of(this Texts t, Channel channel) => channel switch
    {
        Channel.Sms => t.Escalation.Sms,
        Channel.Voice => t.Escalation.Voice,
        Channel.Email => t.Escalation.Email,
        _ => t.Escalation.WebChat,
    };

    public static string Of(this Texts t, DeliveryState state) => state switch
    {
        DeliveryState.Queued => t.Timeline.Queued,
        DeliveryState.Dispatching => t.Timeline.Dispatching,
        DeliveryState.Uncertain => t.Timeline.Uncertain,
        DeliveryState.Accepted => t.Timeline.Accepted,
        DeliveryState.Sent => t.Timeline.Sent,
        DeliveryState.Delivered => t.Timeline.Delivered,
        DeliveryState.Undelivered => t.Timeline.Undelivered,
        DeliveryState.Failed => t.Timeline.Failed,
        _ => t.Timeline.Suppressed,
    };

    public static string Of(this Texts t, GetTimeline.CallFacts call) => call.Outcome is { } outcome ? t.Of(outcome) : t.Of(call.State);

    public static string Of(this Texts t, CallState state) => state switch
    {
        CallState.Queued or CallState.Dispatching => t.Call.Queued,
        CallState.Uncertain => t.Call.Uncertain,
        CallState.RingingAgent => t.Call.RingingAgent,
        CallState.RingingCustomer => t.Call.RingingCustomer,
        CallState.Connected => t.Call.Connected,
        _ => t.Call.Over,
    };

    public static string Of(this Texts t, CallOutcome outcome) => outcome switch
    {
        CallOutcome.Answered => t.Call.Answered,
        CallOutcome.AgentNotReached => t.Call.AgentNotReached,
        CallOutcome.NoAnswer => t.Call.NoAnswer,
        CallOutcome.Busy => t.Call.Busy,
        CallOutcome.Cancelled => t.Call.Cancelled,
        CallOutcome.Missed => t.Call.Missed,
        CallOutcome.Voicemail => t.Call.Voicemail,
        CallOutcome.Suppressed => t.Call.Suppressed,
        _ => t.Call.Failed,
    };

    public static string Of(this Texts t, RecordingState state) => state switch
    {
        RecordingState.Expected => t.Call.RecordingExpected,
        RecordingState.Available or RecordingState.Fetching => t.Call.RecordingFetching,
        RecordingState.Stored => t.Call.RecordingHere,
        RecordingState.Missing => t.Call.RecordingMissing,
        RecordingState.Failed => t.Call.RecordingFailed,
        _ => t.Call.RecordingGone,
    };

    public static string Css(this RecordingState state) => state switch
    {
        RecordingState.Stored => "mine",
        RecordingState.Failed or RecordingState.Missing => "late",
        RecordingState.Deleted => "plain",
        _ => "free",
    };

    /// <summary>Minutes and seconds, as a telephone shows them.</summary>
    public static string Duration(int seconds) => seconds >= 3600
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}") : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}");

    public static string Of(this Texts t, RoutingSource source) => source switch
    {
        RoutingSource.AutoMatch => t.Escalation.RoutedByMatch,
        RoutingSource.Intent => t.Escalation.RoutedByIntent,
        _ => t.Escalation.RoutedByHand,
    };

    public static string Of(this Texts t, EscalationOrigin origin) => origin switch
    {
        EscalationOrigin.Customer => t.Escalation.OriginCustomer,
        EscalationOrigin.Staff => t.Escalation.OriginStaff,
        EscalationOrigin.Rule => t.Escalation.OriginRule,
        EscalationOrigin.InboundCall => t.Escalation.OriginCall,
        EscalationOrigin.InboundChat => t.Escalation.OriginChat,
        EscalationOrigin.InboundEmail => t.Escalation.OriginEmail,
        _ => t.Escalation.OriginSms,
    };

    public static string Of(this Texts t, SlaTarget target) => target == SlaTarget.FirstResponse ? t.Escalation.FirstResponse : t.Escalation.Resolution;

    public static string Of(this Texts t, Presence presence) => presence switch
    {
        Presence.Online => t.Settings.Online,
        Presence.Away => t.Settings.Away,
        Presence.Busy => t.Settings.Busy,
        _ => t.Settings.Offline,
    };

    public static string Of(this Texts t, AssignmentEnd end) => end switch
    {
        AssignmentEnd.Released => t.History.EndReleased,
        AssignmentEnd.Reassigned => t.History.EndReassigned,
        AssignmentEnd.Resolved => t.History.EndResolved,
        AssignmentEnd.Cancelled => t.History.EndCancelled,
        _ => t.History.EndExpired,
    };

    public static string Of(this Texts t, AssignmentCause cause) => cause switch
    {
        AssignmentCause.Claim => t.History.CauseClaim,
        AssignmentCause.Assign => t.History.CauseAssign,
        AssignmentCause.Reassign => t.History.CauseReassign,
        AssignmentCause.FirstReply => t.History.CauseFirstReply,
        AssignmentCause.Automatic => t.History.CauseAutomatic,
        _ => t.History.CauseReopen,
    };

    /// <summary>Why a message did not reach the customer, in the viewer's words where the reason is known.</summary>
    public static string? Failure(this Texts t, string? reason, string? error) =>
        reason is null ? error : t.Find($"delivery.{reason}") ?? error ?? reason;

    /// <summary>Why the customer cannot be texted.</summary>
    public static string? Obstacle(this Texts t, string? obstacle) => obstacle switch
    {
        null => null,
        "no_phone" => t.Composer.NoNumber,
        "no_consent" => t.Composer.NoConsent,
        "opted_out" => t.Composer.OptedOut,
        _ => t.Composer.NoOwnNumber,
    };

    /// <summary>Why the customer cannot be written to by e-mail.</summary>
    public static string? MailObstacle(this Texts t, string? obstacle) => obstacle switch
    {
        null => null,
        "no_email" => t.Composer.NoEmail,
        "opted_out" => t.Composer.MailOptedOut,
        _ => t.Composer.NoMailbox,
    };

    /// <summary>One of our numbers as it is read, or our e-mail address.</summary>
    public static string Ours(string channel) => channel.Contains('@', StringComparison.Ordinal) ? channel : Display(channel);

    /// <summary>A length of time, roughly: <c>3 min</c>, <c>1 h 12</c>, <c>2 d 4 h</c>.</summary>
    public static string Span(this Texts t, TimeSpan span) => span.Duration() switch
    {
        { TotalMinutes: < 1 } => t.App.SpanSeconds,
        { TotalHours: < 1 } s => t.App.SpanMinutes((int)s.TotalMinutes),
        { TotalDays: < 1 } s => t.App.SpanHours((int)s.TotalHours, s.Minutes.ToString("00", CultureInfo.InvariantCulture)),
        var s => t.App.SpanDays((int)s.TotalDays, s.Hours),
    };

    /// <summary>How large a file is, as people say it: <c>12 kB</c>, <c>3.4 MB</c>.</summary>
    public static string Size(this Texts t, long bytes) => bytes < 1_000_000
        ? t.App.Kilobytes(Math.Max(1, (bytes + 999) / 1000).ToString(CultureInfo.InvariantCulture))
        : t.App.Megabytes((bytes / 1_000_000m).ToString("0.0", CultureInfo.GetCultureInfo(t.Language)));

    /// <summary>A count of a tab, which stops a little above its limit.</summary>
    public static string Count(int count, int limit) => count > limit ? $"{limit.ToString("N0", CultureInfo.InvariantCulture)}+" : count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Initials(string name)
    {
        var words = name.Split([' ', '.', '-', '@'], StringSplitOptions.RemoveEmptyEntries).Where(w => char.IsLetter(w[0])).ToArray();
        return words.Length switch
        {
            0 => "•",
            1 => words[0][..1].ToUpperInvariant(),
            _ => $"{words[0][0]}{words[^1][0]}".ToUpperInvariant(),
        };
    }

    /// <summary>What a customer is called where no name is known.</summary>
    public static string Customer(this Texts t, string? name, string? phone, string? email) =>
        name ?? (phone is null ? null : Masked(phone)) ?? email ?? t.Escalation.Visitor;

    public static string Masked(string e164) => PhoneNumber.FromE164(e164).Masked;

    /// <summary>Shows the kind and the end of an address, of whichever channel.</summary>
    public static string MaskedContact(string address) => address.Contains('@', StringComparison.Ordinal) ? Application.Shared.Masked.Email(address)! : Masked(address);

    public static string Display(string e164) => PhoneNumber.FromE164(e164).Display;

    public static string Css(this Priority priority) => priority switch
    {
        Priority.Urgent => "p-urgent",
        Priority.High => "p-high",
        Priority.Medium => "p-medium",
        _ => "p-low",
    };

    public static string Icon(this ContactMethod method) => method switch
    {
        ContactMethod.Sms => "message",
        ContactMethod.Call => "phone",
        _ => "mail",
    };

    public static string Icon(this DeliveryState state) => state switch
    {
        DeliveryState.Delivered => "checks",
        DeliveryState.Sent or DeliveryState.Accepted => "check",
        DeliveryState.Undelivered or DeliveryState.Failed => "alert-circle",
        DeliveryState.Suppressed => "ban",
        _ => "clock",
    };

    public static bool HasFailed(this DeliveryState state) => state is DeliveryState.Undelivered or DeliveryState.Failed or DeliveryState.Suppressed;
}
