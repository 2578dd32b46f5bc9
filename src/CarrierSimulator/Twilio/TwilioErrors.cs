using System.Net;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>The refusals of Twilio's API that the simulator knows.</summary>
public static class TwilioErrors
{
    public static TwilioError Authenticate => new(20003, "Authenticate", HttpStatusCode.Unauthorized);

    public static TwilioError NotFound(string path) => new(20404, $"The requested resource {path} was not found", HttpStatusCode.NotFound);

    public static TwilioError InFlight => new(20009, "Cannot change this Message because it is still on its way", HttpStatusCode.Conflict);

    public static TwilioError TooLateToCancel => new(30409, "Message cannot be canceled", HttpStatusCode.Conflict);

    public static TwilioError InvalidParameter(string name) => new(20001, $"Parameter '{name}' is not valid");

    public static TwilioError ToRequired => new(21604, "A 'To' phone number is required.");

    public static TwilioError FromRequired => new(21603, "A 'From' phone number is required.");

    public static TwilioError BodyRequired => new(21602, "Message body is required.");

    public static TwilioError BodyTooLong => new(21617, "The concatenated message body exceeds the 1600 character limit.");

    public static TwilioError StatusCallbackInvalid => new(21609, "The 'StatusCallback' URL is not a valid URL.");

    public static TwilioError NoMedia(string from) => new(21621, $"The 'From' number {from} has not been enabled for picture messaging.");

    public static TwilioError NoSuchMessagingService => new(21701, "The Messaging Service resource does not exist.");

    public static TwilioError SchedulingNeedsService => new(35118, "MessagingServiceSid is required to schedule a message.");

    public static TwilioError ToInvalid(string to) => new(21211, $"The 'To' number {to} is not a valid phone number.");

    public static TwilioError FromInvalid(string from) => new(21212, $"The 'From' number {from} is not a valid phone number.");

    public static TwilioError SameNumbers => new(21266, "'To' and 'From' number cannot be the same.");

    public static TwilioError CountryNotEnabled => new(21408, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number.");

    public static TwilioError NotYourNumber(string from) => new(21606, $"The 'From' phone number {from} is not a valid, message-capable number of this account.");

    public static TwilioError OptedOut => new(21610, "Attempt to send to unsubscribed recipient");

    public static TwilioError QueueFull(string from) => new(21611, $"The 'From' number {from} has exceeded the maximum number of queued messages.");

    public static TwilioError NotRoutable(string to) => new(21612, $"The 'To' phone number {to} is not currently reachable from this 'From' number.");

    public static TwilioError NotMobile(string to) => new(21614, $"'To' number {to} is not a valid mobile number.");

    public static TwilioError UrlInvalid => new(21402, "The Url is not valid.");

    public static TwilioError MethodInvalid => new(21403, "The Method is not valid; this number takes POST.");

    public static TwilioError CallToRequired => new(21201, "No 'To' number is specified.");

    public static TwilioError CallFromRequired => new(21213, "Caller phone number is required.");

    public static TwilioError CallUrlInvalid => new(21205, "Url is not a valid URL.");

    public static TwilioError CallToInvalid(string to) => new(21217, $"Phone number {to} does not appear to be valid.");

    public static TwilioError CallNotRoutable(string to) => new(21214, $"'To' phone number {to} cannot be reached.");

    public static TwilioError CallCountryNotEnabled(string to) => new(21215, $"The account is not authorized to call {to}.");

    public static TwilioError CallBlocked(string to) => new(21216, $"The account is not allowed to call {to}.");

    public static TwilioError CallFromNotYours(string from) => new(21210, $"The caller id {from} is not yet verified for this account.");

    public static TwilioError RecordingIsMono => new(16113, "Cannot download a dual-channel presentation of a mono recording.");

    public static TwilioError CallNotInProgress => new(21220, "Call is not in-progress. Cannot redirect.");

    public static TwilioError CallStillRuns => new(20009, "Cannot delete this Call because it is still in progress", HttpStatusCode.Conflict);

    /// <summary>What an HTTP status looks like when the carrier itself is in trouble.</summary>
    public static TwilioError Trouble(int status) => status switch
    {
        401 or 403 => Authenticate with { Status = (HttpStatusCode)status },
        429 => new(20429, "Too Many Requests", HttpStatusCode.TooManyRequests),
        500 => new(20500, "An internal server error has occurred", HttpStatusCode.InternalServerError),
        503 => new(20503, "Service Unavailable", HttpStatusCode.ServiceUnavailable),
        _ => new(20000 + status, "The request failed", (HttpStatusCode)status),
    };
}

/// <summary>One refusal, in the shape that Twilio answers.</summary>
public sealed record TwilioError(int Code, string Message, HttpStatusCode Status = HttpStatusCode.BadRequest)
{
    public IResult ToResult() => TwilioJson.Result(
        new { Code, Message, MoreInfo = $"https://www.twilio.com/docs/errors/{Code}", Status = (int)Status },
        (int)Status);
}
