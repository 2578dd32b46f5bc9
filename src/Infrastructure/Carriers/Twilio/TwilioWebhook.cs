using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Calls;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Verifies and reads Twilio's calls to us.</summary>
public sealed class TwilioWebhook : ICarrierWebhook
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const string BodyHash = "bodySHA256";

    /// <summary>
    /// What Twilio gives as the number of callers who withhold theirs: the words ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE as they are typed on a telephone's keypad. They look like numbers, and would make
    /// one customer of all who withhold theirs.
    /// </summary>
    private static readonly HashSet<string> Withheld = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"];

    public string Carrier => TwilioModule.Carrier;

    public bool IsAuthentic(WebhookCall call, CarrierAccount account, Uri publicBase)
    {
        string parameters;
        if (Fields(Query(call)).FirstOrDefault(f => f.Name == BodyHash) is { Name: not null, Value: var hash })
        {
            var actual = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call.Body)));
            if (!Same(hash, actual))
                return false;
            parameters = "";
        }
        else if (call.ContentType.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
        {
            parameters = Signed(Fields(call.Body));
        }
        else if (call.Body.Length == 0)
        {
            parameters = "";
        }
        else
        {
            // Neither form nor hash: nothing would vouch for the body.
            return false;
        }

        // Twilio signs the address with or without the port, whichever way it was configured. Both are always computed.
        var rest = publicBase.AbsolutePath.TrimEnd('/') + call.PathAndQuery;
        var bare = Same(call.Signature, Signature(account.Secret, $"{publicBase.Scheme}://{publicBase.IdnHost}{rest}{parameters}"));
        var withPort = Same(call.Signature, Signature(account.Secret, $"{publicBase.Scheme}://{publicBase.IdnHost}:{publicBase.Port}{rest}{parameters}"));
        return bare | withPort;
    }

    public CarrierEvent Read(WebhookCall call)
    {
        var fields = Fields(call.Body).GroupBy(f => f.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
        return call.Kind switch
        {
            "sms" => new CarrierEvent.SmsReceived(
                Needed(fields, "MessageSid"), Needed(fields, "From"), Needed(fields, "To"), fields.GetValueOrDefault("Body", ""), fields.GetValueOrDefault("OptOutType"))
            {
                EventId = Needed(fields, "MessageSid"),
            },
            "sms-status" => Report(call, Needed(fields, "MessageSid"), Needed(fields, "MessageStatus"), fields.GetValueOrDefault("ErrorCode")),
            "voice" => Asked(call, fields),
            "voice-status" => CallReport(call, fields),
            "recording-status" => RecordingReport(call, fields),
            _ => new CarrierEvent.Other(call.Kind)
            {
                EventId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{call.PathAndQuery}\n{call.Body}"))),
            },
        };
    }

    public string Write(VoiceScript script, string channelKey, Guid callId, Func<string, Uri> at) => new TwilioScript(channelKey, callId, this, at).Write(script);

    private static CarrierEvent.VoiceAsked Asked(WebhookCall call, Dictionary<string, string> fields)
    {
        // Without anything of ours in the address it is the number's own: a customer calls.
        var place = Id(call, "c") is { } id ? new VoicePlace(Word<VoiceStep>(call, "s"), id, Id(call, "a"), InAddress(call, "g") is null ? null : Word<CallStage>(call, "g")) : new VoicePlace(VoiceStep.Incoming);
        return new(place, Needed(fields, "CallSid"), Caller(fields), fields.GetValueOrDefault("Digits"),
            fields.TryGetValue("DialCallStatus", out var status) ? TwilioStatus.CallStateOf(status) ?? CarrierCallStatus.Failed : null, Count(fields, "DialCallDuration"))
        {
            EventId = $"{fields["CallSid"]}:{place}",
        };
    }

    private static CarrierEvent.CallReported CallReport(WebhookCall call, Dictionary<string, string> fields)
    {
        var (id, sid, status) = (Id(call, "c"), Needed(fields, "CallSid"), Needed(fields, "CallStatus"));
        return new(id, id is null ? CallLeg.Customer : Word<CallLeg>(call, "l"), sid, Caller(fields), TwilioStatus.CallStateOf(status), Count(fields, "CallDuration"), fields.GetValueOrDefault("ErrorCode") is { Length: > 0 } error ? error : null)
        {
            EventId = $"{sid}:{status}",
        };
    }

    private static CarrierEvent RecordingReport(WebhookCall call, Dictionary<string, string> fields)
    {
        var (id, sid) = (Id(call, "c") ?? throw new FormatException("The address lacks our call."), Needed(fields, "RecordingSid"));
        if (fields.TryGetValue("TranscriptionText", out var text))
            return new CarrierEvent.Transcribed(id, sid, text) { EventId = $"{sid}:transcript" };
        var status = Needed(fields, "RecordingStatus");
        return new CarrierEvent.RecordingReported(id, sid, fields.GetValueOrDefault("RecordingUrl", ""), TwilioStatus.RecordingStateOf(status), Count(fields, "RecordingDuration"), Count(fields, "RecordingChannels"), fields.GetValueOrDefault("RecordingSource") == "RecordVerb", fields.GetValueOrDefault("ErrorCode"))
        {
            EventId = $"{sid}:{status}",
        };
    }

    /// <summary>Empty for one who withholds it.</summary>
    private static string Caller(Dictionary<string, string> fields) => fields.GetValueOrDefault("From") is { } from && !Withheld.Contains(from) ? from : "";

    private static Guid? Id(WebhookCall call, string name) => Guid.TryParse(InAddress(call, name), out var id) ? id : null;

    private static T Word<T>(WebhookCall call, string name) where T : struct, Enum =>
        Enum.TryParse<T>(InAddress(call, name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : throw new FormatException($"The address lacks {name}.");

    private static string? InAddress(WebhookCall call, string name) => Fields(Query(call)).Where(f => f.Name == name).Select(f => f.Value).FirstOrDefault();

    private static int? Count(Dictionary<string, string> fields, string name) =>
        int.TryParse(fields.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private static CarrierEvent.DeliveryReported Report(WebhookCall call, string sid, string status, string? error)
    {
        var ours = Fields(Query(call)).Where(f => f.Name == "m").Select(f => Guid.TryParse(f.Value, out var id) ? id : (Guid?)null).FirstOrDefault();
        return new CarrierEvent.DeliveryReported(ours, sid, status, TwilioStatus.StateOf(status), error is "" or "0" ? null : error, error == TwilioErrors.OptedOut)
        {
            EventId = $"{sid}:{status}",
        };
    }

    private static string Needed(Dictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw new FormatException($"Twilio's call lacks {name}.");

    private static string Query(WebhookCall call) =>
        call.PathAndQuery.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? call.PathAndQuery[(mark + 1)..] : "";

    private static IEnumerable<(string Name, string Value)> Fields(string encoded) =>
        from pair in encoded.Split('&', StringSplitOptions.RemoveEmptyEntries)
        let mark = pair.IndexOf('=', StringComparison.Ordinal)
        select (WebUtility.UrlDecode(mark < 0 ? pair : pair[..mark]), WebUtility.UrlDecode(mark < 0 ? "" : pair[(mark + 1)..]));

    /// <summary>Names and values one after the other, in the order of their UTF-16 units; the same pair twice counts once.</summary>
    private static string Signed(IEnumerable<(string Name, string Value)> fields) => string.Concat(fields
        .Distinct()
        .OrderBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.Value, StringComparer.Ordinal)
        .Select(f => f.Name + f.Value));

    [SuppressMessage("Security", "CA5350", Justification = "Twilio's scheme is HMAC-SHA1; there is no other to choose.")]
    private static string Signature(string token, string signed) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed)));

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
