using System.Text.Json;
using System.Text.Json.Serialization;

namespace EscalationCqrs.CarrierSimulator.Control;

/// <summary>JSON of the control endpoints: camelCase, enums in words, unknown names refused so that a typing error is not taken for consent.</summary>
internal static class ControlJson
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        return options;
    }

    /// <summary>Reads a body; an empty one gives <typeparamref name="T"/>'s defaults. What cannot be read is a problem that names the field.</summary>
    public static async Task<(T Value, IResult? Problem)> Read<T>(HttpRequest request, CancellationToken ct) where T : new()
    {
        if (request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding"))
            return (new T(), null);
        if (!request.HasJsonContentType())
            return (new T(), Results.Problem("Send JSON, with the content type application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType));
        try
        {
            return (await JsonSerializer.DeserializeAsync<T>(request.Body, Options, ct) ?? new T(), null);
        }
        catch (JsonException broken)
        {
            var field = broken.Path is ['$', '.', .. var path] ? path : "body";
            return (new T(), Results.ValidationProblem(
                new Dictionary<string, string[]> { [field] = ["This cannot be read: not JSON, an unknown name, or a value of the wrong kind."] },
                statusCode: StatusCodes.Status400BadRequest));
        }
    }
}

/// <summary>Collects objections by field.</summary>
internal sealed class Objections
{
    private readonly Dictionary<string, string[]> _byField = [];

    public Objections Unless(bool holds, string field, string sentence)
    {
        if (!holds)
            _byField[field] = [.. _byField.GetValueOrDefault(field, []), sentence];
        return this;
    }

    /// <summary>The problem to answer, null without objections.</summary>
    public IResult? Problem() =>
        _byField.Count == 0 ? null : Results.ValidationProblem(_byField, statusCode: StatusCodes.Status422UnprocessableEntity);
}
