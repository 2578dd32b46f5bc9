using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Infrastructure.Carriers.RingCentral;
using EscalationCqrs.Infrastructure.Carriers.Twilio;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>What became of webhooks, in the viewer's language.</summary>
public static class WebhookWords
{
    public static string Of(this Texts t, WebhookState state) => state switch
    {
        WebhookState.Received => t.Settings.Webhook.Received,
        WebhookState.Processed => t.Settings.Webhook.Processed,
        WebhookState.Orphan => t.Settings.Webhook.Orphan,
        _ => t.Settings.Webhook.Quarantined,
    };

    public static string Css(this WebhookState state) => state switch
    {
        WebhookState.Processed => "mine",
        WebhookState.Quarantined => "p-urgent",
        WebhookState.Orphan => "p-high",
        _ => "plain",
    };

    /// <summary>Why a webhook was not worked on; null where nothing is wrong.</summary>
    public static string? WhyNot(this Texts t, string? error) => error switch
    {
        null => null,
        ReceiveWebhook.InvalidSignature => t.Settings.Webhook.NotSigned,
        ReceiveWebhook.Unreadable or nameof(FormatException) => t.Settings.Webhook.NotReadable,
        ReceiveWebhook.CredentialsUnreadable => t.Settings.Webhook.NotVerified,
        "unknown_message" => t.Settings.Webhook.UnknownMessage,
        "unknown_subscription" => t.Settings.Webhook.UnknownSubscription,
        "unknown_call" => t.Settings.Webhook.UnknownCall,
        "number_withheld" => t.Settings.Webhook.NumberWithheld,
        "replayed" => t.Settings.Webhook.WasReplayed,
        "auto_submitted" => t.Settings.Webhook.AutoSubmitted,
        "bulk" => t.Settings.Webhook.Bulk,
        "own_mail" => t.Settings.Webhook.OwnMail,
        "repeated" => t.Settings.Webhook.Repeated,
        "too_many" => t.Settings.Webhook.TooMany,
        "no_sender" => t.Settings.Webhook.NoSender,
        // The type of a fault says nothing to an administrator; the log has it.
        _ => t.Settings.Webhook.Fault,
    };

    /// <summary>A carrier as it writes its own name.</summary>
    public static string CarrierName(this Texts t, string carrier) => carrier switch
    {
        TwilioModule.Carrier => "Twilio",
        RingCentralModule.Carrier => "RingCentral",
        _ => carrier,
    };

    public static string KindOf(this Texts t, string kind) => kind switch
    {
        "sms" => t.Settings.Webhook.KindSms,
        "mail" => t.Settings.Webhook.KindMail,
        "sms-status" => t.Settings.Webhook.KindStatus,
        "voice" => t.Settings.Webhook.KindVoice,
        "voice-status" => t.Settings.Webhook.KindVoiceStatus,
        "recording-status" => t.Settings.Webhook.KindRecording,
        RingCentralWebhook.Kind => t.Settings.Webhook.KindEvent,
        _ => kind,
    };
}
