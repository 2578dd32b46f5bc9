using System.Text.Json;
using System.Text.Json.Serialization;

namespace EscalationCqrs.Web.Api;

/// <summary>How the API writes and reads JSON: camelCase, enums as snake_case words (numbers are refused), unknown properties ignored.</summary>
internal static class Json
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
    }
}
