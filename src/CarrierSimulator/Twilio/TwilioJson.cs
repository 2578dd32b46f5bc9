using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>How Twilio writes JSON: snake_case names, dates after RFC 2822, numbers often as text.</summary>
internal static class TwilioJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IResult Result(object resource, int status = StatusCodes.Status200OK) =>
        Results.Json(resource, Options, "application/json", status);

    public static string Date(DateTimeOffset at) =>
        at.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    public static string? Date(DateTimeOffset? at) => at is { } known ? Date(known) : null;
}
