using System.Security.Cryptography;
using System.Text;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Signs a webhook: HMAC-SHA1 over the address and the sorted fields, with the account's token as the key.</summary>
public static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    public static string Of(string authToken, string url, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var signed = new StringBuilder(url);
        foreach (var (name, value) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
            signed.Append(name).Append(value);
        // SHA-1 is Twilio's choice, not ours.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(signed.ToString())));
    }
}
