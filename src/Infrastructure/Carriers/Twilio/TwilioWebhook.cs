using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Verifies and reads Twilio's calls to us.</summary>
public sealed class TwilioWebhook : ICarrierWebhook
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const string BodyHash = "bodySHA256";

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
            _ => new CarrierEvent.Other(call.Kind)
            {
                EventId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{call.PathAndQuery}\n{call.Body}"))),
            },
        };
    }

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
