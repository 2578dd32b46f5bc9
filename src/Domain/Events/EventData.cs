using System.Text.Json;
using System.Text.Json.Serialization;

namespace EscalationCqrs.Domain.Events;

/// <summary>How event data is written: camelCase, enums as snake_case words.</summary>
public static class EventData
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string ToJson(object? data) => data is null ? "{}" : JsonSerializer.Serialize(data, data.GetType(), Json);
}
