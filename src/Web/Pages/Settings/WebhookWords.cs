using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>What became of carriers' calls, in the viewer's language.</summary>
public static class HookWords
{
    public static string Of(this Texts t, WebhookState state) => state switch
    {
        WebhookState.Received => t.Settings.Hooks.Received,
        WebhookState.Processed => t.Settings.Hooks.Processed,
        WebhookState.Orphan => t.Settings.Hooks.Orphan,
        _ => t.Settings.Hooks.Quarantined,
    };

    public static string Css(this WebhookState state) => state switch
    {
        WebhookState.Processed => "mine",
        WebhookState.Quarantined => "p-urgent",
        WebhookState.Orphan => "p-high",
        _ => "plain",
    };

    /// <summary>Why a call was not worked on; null where nothing is wrong.</summary>
    public static string? WhyNot(this Texts t, string? error) => error switch
    {
        null => null,
        ReceiveWebhook.InvalidSignature => t.Settings.Hooks.NotSigned,
        ReceiveWebhook.Unreadable or nameof(FormatException) => t.Settings.Hooks.NotReadable,
        "unknown_message" => t.Settings.Hooks.UnknownMessage,
        "replayed" => t.Settings.Hooks.WasReplayed,
        // The type of a fault says nothing to an administrator; the log has it.
        _ => t.Settings.Hooks.Fault,
    };

    public static string KindOf(this Texts t, string kind) => kind switch
    {
        "sms" => t.Settings.Hooks.KindSms,
        "sms-status" => t.Settings.Hooks.KindStatus,
        _ => kind,
    };
}
