using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>The refusals of RingCentral's API that the simulator knows.</summary>
internal static class RingCentralErrors
{
    /// <summary>The network's own code of a customer who wants no messages.</summary>
    public const int OptedOut = 21610;

    public static RingCentralError Unauthorised => new("OAU-213", "Token not found", HttpStatusCode.Unauthorized);

    public static RingCentralError NotFound(string what, string? parameter = null) => new("CMN-102", $"Resource for parameter [{what}] is not found", HttpStatusCode.NotFound, parameter ?? what);

    public static RingCentralError Invalid(string parameter) => new("CMN-101", $"Parameter [{parameter}] value is invalid", HttpStatusCode.BadRequest, parameter);

    public static RingCentralError Empty(string parameter) => new("CMN-100", $"Parameter [{parameter}] value is empty", HttpStatusCode.BadRequest, parameter);

    public static RingCentralError BrokenJson => new("CMN-113", "Cannot parse JSON request body");

    public static RingCentralError NotYourNumber => new("MSG-304", "Phone number doesn't belong to extension", HttpStatusCode.BadRequest, "from");

    /// <summary>This one begins with a word and has its code within.</summary>
    public static RingCentralError NotPermitted(string permission) =>
        new("CMN-401", $"In order to call this API endpoint, application needs to have [{permission}] permission", HttpStatusCode.Forbidden, Permission: permission);

    public static RingCentralError TooManyRequests => new("CMN-301", "Request rate exceeded", HttpStatusCode.TooManyRequests);

    public static RingCentralError Handshake(string why) => new("SUB-525", $"WebHook responds with incorrect HTTP status or headers: {why}");

    public static RingCentralError BadFilter(string filter) => new("SUB-505", $"Event filter [{filter}] is not supported", HttpStatusCode.BadRequest, "eventFilters");

    /// <summary>What an HTTP status looks like when the carrier itself is in trouble.</summary>
    public static RingCentralError Trouble(int status) => status switch
    {
        401 => Unauthorised,
        403 => NotPermitted("SMS"),
        429 => TooManyRequests,
        503 => new("CMN-211", "Service Temporary Unavailable", HttpStatusCode.ServiceUnavailable),
        _ => new("CMN-203", "Internal Server Error", (HttpStatusCode)status),
    };
}

/// <summary>One refusal, in the shape that RingCentral answers.</summary>
internal sealed record RingCentralError(string Code, string Message, HttpStatusCode Status = HttpStatusCode.BadRequest, string? Parameter = null, string? Permission = null)
{
    public IResult ToResult() => RingCentralJson.Result(new
    {
        ErrorCode = Permission is null ? Code : "InsufficientPermissions", Message, Errors = new[] { new { ErrorCode = Code, Message, ParameterName = Parameter, PermissionName = Permission } }, PermissionName = Permission,
    }, (int)Status);
}

/// <summary>How RingCentral writes JSON: camelCase, nothing for what is not there.</summary>
internal static class RingCentralJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
    };

    public static IResult Result(object resource, int status = StatusCodes.Status200OK) => Results.Json(resource, Options, "application/json", status);

    /// <summary>Reads a body; what cannot be read is refused.</summary>
    public static async Task<(T? Value, RingCentralError? Refused)> Read<T>(HttpRequest request, CancellationToken ct) where T : class
    {
        try
        {
            return request.HasJsonContentType() && await JsonSerializer.DeserializeAsync<T>(request.Body, Options, ct) is { } value ? (value, null) : (null, RingCentralErrors.BrokenJson);
        }
        catch (JsonException)
        {
            return (null, RingCentralErrors.BrokenJson);
        }
    }
}
