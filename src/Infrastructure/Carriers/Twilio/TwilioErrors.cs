using System.Globalization;
using System.Net;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>What Twilio's refusals mean for a message: its code decides, the HTTP status only where there is none.</summary>
internal static class TwilioErrors
{
    public const string OptedOut = "21610";
    public const string BadCredentials = "20003", NoSuchThing = "20404";

    /// <summary>The call is not in progress: it is over already.</summary>
    public const string CallIsOver = "21220";

    private const string TooManyRequests = "20429";
    private const string QueueFull = "21611";
    private const string AccountSuspended = "30002";

    // Ten hours of messages wait for this number already; asking again within seconds is of no use.
    private static readonly TimeSpan QueueFullFor = TimeSpan.FromMinutes(20);

    public static SendOutcome Outcome(HttpResponseMessage answer, string body)
    {
        var (code, message) = Read(body);
        return code switch
        {
            TooManyRequests => new SendOutcome.NotSent(TooManyRequests, RetryAfter(answer)),
            QueueFull => new SendOutcome.NotSent(QueueFull, QueueFullFor),
            BadCredentials or AccountSuspended => new SendOutcome.AccountRefused(code, message),
            OptedOut => new SendOutcome.Refused(code, message, OptedOut: true),
            not null => new SendOutcome.Refused(code, message),
            null => WithoutCode(answer),
        };
    }

    /// <summary>The code and sentence of a refusal, for the user and without personal data.</summary>
    public static (string? Code, string Message) Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } error && error.TryGetProperty("code", out var code) && code.TryGetInt32(out var number))
            {
                var message = error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
                return (number.ToString(CultureInfo.InvariantCulture), ContactMask.Mask(message));
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // A gateway answered in Twilio's place; the HTTP status has to do.
        }

        return (null, "");
    }

    private static SendOutcome WithoutCode(HttpResponseMessage answer)
    {
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        return answer.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new SendOutcome.NotSent(status, RetryAfter(answer)),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new SendOutcome.AccountRefused(status, "The carrier refused the account."),

            // A gateway lost patience: the request may have gone through behind it.
            HttpStatusCode.RequestTimeout => new SendOutcome.Uncertain(status),
            _ => new SendOutcome.Refused(status, "The carrier refused the message."),
        };
    }

    /// <summary>Of a refusal to tell something.</summary>
    public static CarrierTrouble Trouble(HttpResponseMessage answer) => (int)answer.StatusCode switch
    {
        429 => CarrierTrouble.Busy,
        408 or >= 500 => CarrierTrouble.Faulty,
        _ => CarrierTrouble.Refused,
    };

    public static TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } moment } when answer.Headers.Date is { } now && moment > now => moment - now,
        _ => null,
    };
}
