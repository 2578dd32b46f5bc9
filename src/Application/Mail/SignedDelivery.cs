using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Application.Mail;

/// <summary>
/// How whoever delivers to our own webhook proves it: <c>X-Signature: sha256=</c> and the lower-case hex of HMAC-SHA256, with the mailbox's secret, over the seconds of
/// <c>X-Timestamp</c>, a dot and the raw body. What is signed for another time is refused, so that a captured call is of no use later.
/// </summary>
public static class SignedDelivery
{
    public const string SignatureHeader = "X-Signature", TimestampHeader = "X-Timestamp", Kind = "mail", MediaType = "message/rfc822";

    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    private const string Scheme = "sha256=";

    /// <summary>Both headers as a receipt keeps them.</summary>
    public static string Join(string timestamp, string signature) => $"{timestamp};{signature}";

    /// <summary>The body as a receipt keeps it: each byte is one character, so that the signature can be verified again.</summary>
    public static string Text(byte[] body) => Encoding.Latin1.GetString(body);

    public static byte[] Bytes(string body) => Encoding.Latin1.GetBytes(body);

    public static string Sign(string secret, string timestamp, byte[] body) =>
        Scheme + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{timestamp}.").Concat(body).ToArray()));

    /// <param name="receivedAt">When the call came; also where it is verified again later.</param>
    public static bool IsAuthentic(WebhookCall call, string secret, DateTimeOffset receivedAt)
    {
        var (timestamp, signature) = call.Signature.IndexOf(';', StringComparison.Ordinal) is >= 0 and var at ? (call.Signature[..at], call.Signature[(at + 1)..]) : ("", "");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(receivedAt.ToUnixTimeSeconds() - (double)seconds) > MaxSkew.TotalSeconds)
            return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(secret, timestamp, Bytes(call.Body))), Encoding.UTF8.GetBytes(signature.ToLowerInvariant()));
    }

    /// <summary>The same e-mail is the same event, whenever it is delivered and signed anew.</summary>
    public static string EventId(WebhookCall call) => $"mail:{Convert.ToHexStringLower(SHA256.HashData(Bytes(call.Body)))}";
}
