using System.Net;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>What RingCentral's refusals mean: its code decides, the HTTP status only where there is none.</summary>
internal static class RingCentralErrors
{
    /// <summary>The application, or the person for whom it acts, may not do that.</summary>
    public const string NoPermission = "CMN-401", NoRight = "CMN-408";

    private const string DuplicateRequest = "CMN-304";

    private static readonly string[] Rate = ["CMN-301", "CMN-302", "CMN-310"];

    /// <summary>Whether RingCentral wants to be left alone for a while; then nothing was done.</summary>
    public static bool IsRate(HttpResponseMessage answer, string? code) => answer.StatusCode == HttpStatusCode.TooManyRequests || (code is not null && Rate.Contains(code));

    /// <summary>The recipient has opted out, whichever part of the network says so.</summary>
    public static bool IsOptOut(string? code) => code is not null && code.StartsWith("SMS-", StringComparison.Ordinal) && code.EndsWith("-413", StringComparison.Ordinal);

    /// <summary>Of a refusal that is no matter of rate or token.</summary>
    public static SendOutcome Outcome(HttpResponseMessage answer, string? code, string message) => (code, answer.StatusCode) switch
    {
        // The same request is under way elsewhere: what becomes of that one nobody here knows.
        (DuplicateRequest, _) => new SendOutcome.Uncertain(DuplicateRequest),
        (NoPermission or NoRight, _) => new SendOutcome.AccountRefused(code, message),
        (not null, HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) => new SendOutcome.AccountRefused(code, message),
        (not null, _) => new SendOutcome.Refused(code, message, IsOptOut(code)),
        (null, HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) => new SendOutcome.AccountRefused($"{(int)answer.StatusCode}", "The carrier refused the account."),

        // A gateway lost patience: the request may have gone through behind it.
        (null, HttpStatusCode.RequestTimeout) => new SendOutcome.Uncertain("408"),
        _ => new SendOutcome.Refused($"{(int)answer.StatusCode}", "The carrier refused the message."),
    };

    /// <summary>The code and sentence of a refusal, of the API or of signing in, for the user and without personal data.</summary>
    public static (string? Code, string Message) Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } error)
            {
                if (Code(error) is { Length: > 0 } code)
                    return (code, ContactMask.Mask(Text(error, "message")));
                if (Text(error, "error") is { Length: > 0 } oauth)
                    return (oauth, ContactMask.Mask(Text(error, "error_description")));
            }
        }
        catch (JsonException)
        {
            // A gateway answered in RingCentral's place; the HTTP status has to do.
        }

        return (null, "");
    }

    /// <summary>Of a refusal to tell something.</summary>
    public static CarrierTrouble Trouble(HttpResponseMessage answer, string? code) =>
        IsRate(answer, code) ? CarrierTrouble.Busy : (int)answer.StatusCode is 408 or >= 500 ? CarrierTrouble.Faulty : CarrierTrouble.Refused;

    /// <summary>Some refusals begin with a word, such as <c>InsufficientPermissions</c>; the code then stands within.</summary>
    private static string Code(JsonElement error)
    {
        var first = Text(error, "errorCode");
        return first.Contains('-', StringComparison.Ordinal) || !error.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array
            ? first : errors.EnumerateArray().Select(e => Text(e, "errorCode")).FirstOrDefault(code => code.Length > 0) ?? first;
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
