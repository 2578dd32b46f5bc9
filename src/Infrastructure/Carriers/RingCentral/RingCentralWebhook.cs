using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Calls;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>Verifies and reads RingCentral's calls to us. They are not signed: the token that only RingCentral was given vouches for them.</summary>
public sealed class RingCentralWebhook : ICarrierWebhook
{
    /// <summary>Sent by RingCentral with each delivery.</summary>
    public const string TokenHeader = "Verification-Token";

    /// <summary>Sent while an order is being made, to be echoed.</summary>
    public const string HandshakeHeader = "Validation-Token";

    public const string Kind = "event";

    /// <summary>Where the account's calls are listed; nothing is reported under this name.</summary>
    internal const string CallLog = "/restapi/v1.0/account/~/call-log";

    private const string Instant = "/message-store/instant";

    public string Carrier => RingCentralModule.Carrier;

    /// <summary>All that is reported comes to one address.</summary>
    public string PathOf(string channelKey, string kind) => $"/api/v1/webhooks/{Carrier}/{channelKey}";

    public bool IsAuthentic(WebhookCall call, CarrierAccount account, Uri publicBase) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(call.Signature), Encoding.UTF8.GetBytes(RingCentralKey.VerificationToken(account, publicBase.AbsolutePath.TrimEnd('/') + call.PathAndQuery.Split('?')[0])));

    public CarrierEvent Read(WebhookCall call)
    {
        try
        {
            using var document = JsonDocument.Parse(call.Body);
            var envelope = document.RootElement;
            return Read(envelope) with { SubscriptionId = RingCentralJson.Id(envelope, "subscriptionId") };
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("RingCentral's call cannot be read.", unreadable);
        }
    }

    /// <summary>Calls are not scripted at RingCentral, so nothing is ever asked.</summary>
    public string Write(VoiceScript script, string channelKey, Guid callId, Func<string, Uri> at) => throw new NotSupportedException("RingCentral asks for no scripts.");

    /// <summary>The texts to a number on a page of the message store, each in the envelope in which it would have been reported.</summary>
    internal static (IReadOnlyList<WebhookCall> Calls, bool More) ReadReceived(string body, string number)
    {
        using var document = JsonDocument.Parse(body);
        var calls = document.RootElement.GetProperty("records").EnumerateArray()
            .Where(m => RingCentralJson.Text(m, "direction") == "Inbound" && m.TryGetProperty("to", out var to) && to.ValueKind == JsonValueKind.Array && to.EnumerateArray().Any(t => RingCentralJson.Text(t, "phoneNumber") == number))
            .Select(m => new WebhookCall(Kind, "", "application/json", Envelope(m, RingCentralApi.Extension + Instant), "")).ToArray();
        return (calls, RingCentralJson.HasMore(document.RootElement));
    }

    /// <summary>The calls to a number on a page of the log that are over.</summary>
    internal static (IReadOnlyList<WebhookCall> Calls, bool More) ReadCalls(string body, string number)
    {
        using var document = JsonDocument.Parse(body);
        var calls = document.RootElement.GetProperty("records").EnumerateArray()
            .Where(c => RingCentralJson.Text(c, "direction") == "Inbound" && c.TryGetProperty("to", out var to) && RingCentralJson.Text(to, "phoneNumber") == number
                && RingCentralStatus.IsOver(RingCentralJson.Text(c, "result")))
            .Select(c => new WebhookCall(Kind, "", "application/json", Envelope(c, CallLog), "")).ToArray();
        return (calls, RingCentralJson.HasMore(document.RootElement));
    }

    private static string Envelope(JsonElement record, string filter) => new JsonObject
    {
        ["uuid"] = $"fetched:{RingCentralJson.Id(record, "id")}", ["event"] = filter, ["body"] = JsonObject.Create(record),
    }.ToJsonString();

    private static CarrierEvent Read(JsonElement envelope)
    {
        var (uuid, filter) = (Needed(envelope, "uuid"), Needed(envelope, "event"));
        if (filter.Contains(Instant, StringComparison.Ordinal))
            return Sms(envelope.GetProperty("body"));
        if (filter == CallLog)
            return Call(envelope.GetProperty("body"));
        if (filter.Contains("/telephony/sessions", StringComparison.Ordinal))
            return Session(envelope.GetProperty("body"), uuid);
        return filter.Contains("/message-store", StringComparison.Ordinal) ? new CarrierEvent.MessagesChanged { EventId = uuid } : new CarrierEvent.Other(filter) { EventId = uuid };
    }

    private static CarrierEvent Sms(JsonElement sms)
    {
        var id = RingCentralJson.Id(sms, "id") ?? throw new FormatException("RingCentral's message lacks its id.");
        var to = sms.GetProperty("to").EnumerateArray().Select(t => Needed(t, "phoneNumber")).First();
        // Under the message's own id: the same text told twice under two envelopes is one event.
        return new CarrierEvent.SmsReceived(id, Needed(sms.GetProperty("from"), "phoneNumber"), to, RingCentralJson.Text(sms, "subject"), null) { EventId = $"sms:{id}" };
    }

    private static CarrierEvent.CustomerCalled Call(JsonElement call)
    {
        var id = RingCentralJson.Id(call, "telephonySessionId") ?? throw new FormatException("RingCentral's call lacks its session.");
        var outcome = RingCentralStatus.OutcomeOf(RingCentralJson.Text(call, "result"));
        return new(id, call.TryGetProperty("from", out var from) ? RingCentralJson.Text(from, "phoneNumber") : "", outcome,
            call.TryGetProperty("duration", out var seconds) && seconds.TryGetInt32(out var count) ? count : 0,
            outcome is CallOutcome.Answered && RingCentralJson.Text(call.GetProperty("to"), "name") is { Length: > 0 } name ? name : null)
        {
            EventId = $"call:{id}",
        };
    }

    /// <summary>Its parties say who talks, but not to which RingOut they belong; so it only says that asking is worth while.</summary>
    private static CarrierEvent.CallsChanged Session(JsonElement session, string uuid) => new(session.TryGetProperty("parties", out var parties) && parties.EnumerateArray()
        .Any(p => p.TryGetProperty("recordings", out var recordings) && recordings.EnumerateArray().Any(r => r.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.False)))
    {
        EventId = RingCentralJson.Text(session, "telephonySessionId") is { Length: > 0 } id && session.TryGetProperty("sequence", out var sequence) ? $"session:{id}:{sequence}" : uuid,
    };

    private static string Needed(JsonElement element, string name) =>
        RingCentralJson.Text(element, name) is { Length: > 0 } value ? value : throw new FormatException($"RingCentral's call lacks {name}.");
}
