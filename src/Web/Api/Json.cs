using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EscalationCqrs.Application.Pipeline;

namespace EscalationCqrs.Web.Api;

/// <summary>How the API writes and reads JSON: camelCase, enums as snake_case words (numbers are refused), unknown properties ignored.</summary>
internal static class Json
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.TypeInfoResolver = options.TypeInfoResolver?.WithAddedModifier(HideResource);
    }

    /// <summary>What a command is about is for its audit entry, and no part of the body.</summary>
    private static void HideResource(JsonTypeInfo type)
    {
        if (typeof(IAbout).IsAssignableFrom(type.Type) && type.Properties.FirstOrDefault(p => p.PropertyType == typeof((string, Guid?))) is { } resource)
            type.Properties.Remove(resource);
    }
}
