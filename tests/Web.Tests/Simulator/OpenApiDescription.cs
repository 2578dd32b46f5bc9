using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EscalationCqrs.Web.Tests.Simulator;

/// <summary>
/// Holds requests and answers against an OpenAPI document: kinds, formats, enums, lengths, patterns, required and unknown names.
/// An answer must carry every property that is described, as the carrier's own answers do.
/// </summary>
internal sealed class OpenApiDescription(JsonNode document)
{
    public string[] ObjectionsToRequest(HttpMethod method, string path, (string Name, string Value)[] query, (string Name, string Value)[] form)
    {
        var operation = Operation(method, path);
        var parameters = (operation["parameters"]?.AsArray() ?? []).Where(p => (string)p!["in"]! == "query").ToDictionary(p => (string)p!["name"]!, p => p!["schema"]!);
        var body = operation["requestBody"]?["content"]?["application/x-www-form-urlencoded"]?["schema"];
        var fields = body?["properties"]?.AsObject().ToDictionary(p => p.Key, p => p.Value!) ?? [];
        var required = body?["required"]?.AsArray().Select(r => (string)r!) ?? [];
        return
        [
            .. query.SelectMany(q => Text(parameters, q)),
            .. form.SelectMany(f => Text(fields, f)),
            .. required.Except(form.Select(f => f.Name)).Select(name => $"{name}: required"),
        ];

        IEnumerable<string> Text(Dictionary<string, JsonNode> described, (string Name, string Value) given)
        {
            if (!described.TryGetValue(given.Name, out var schema))
                return [$"{given.Name}: not described"];
            JsonNode value = (string?)Resolved(schema)["type"] switch
            {
                "integer" when long.TryParse(given.Value, CultureInfo.InvariantCulture, out var number) => number,
                "boolean" when bool.TryParse(given.Value, out var flag) => flag,
                _ => given.Value,
            };
            return Objections(given.Name, schema, value);
        }
    }

    public string[] ObjectionsToAnswer(HttpMethod method, string path, HttpStatusCode status, JsonNode? body)
    {
        var code = ((int)status).ToString(CultureInfo.InvariantCulture);
        if (Operation(method, path)["responses"]![code] is not { } response)
            return [$"answer {code}: not described"];
        return response["content"]?["application/json"]?["schema"] is { } schema ? [.. Objections("$", schema, body)] : body is null ? [] : ["$: no body is described"];
    }

    private JsonNode Operation(HttpMethod method, string path) => document["paths"]![path]![method.Method.ToLowerInvariant()]!;

    private JsonNode Resolved(JsonNode schema)
    {
        while ((string?)schema["$ref"] is { } reference)
            schema = reference[2..].Split('/').Aggregate(document, (node, name) => node[name]!);
        return schema;
    }

    private IEnumerable<string> Objections(string at, JsonNode reference, JsonNode? value)
    {
        var schema = Resolved(reference);
        if (value is null)
            return (bool?)schema["nullable"] == true ? [] : [$"{at}: null"];

        var type = (string?)schema["type"];
        if (type is not null && !IsOfType(type, value.GetValueKind(), value))
            return [$"{at}: expected {type}"];
        return type switch
        {
            "object" => ObjectObjections(at, schema, value.AsObject()),
            "array" => value.AsArray().SelectMany((item, i) => Objections($"{at}[{i}]", schema["items"]!, item)),
            "string" => TextObjections(at, schema, value.GetValue<string>()),
            "integer" => NumberObjections(at, schema, value.GetValue<long>()),
            _ => [],
        };
    }

    private IEnumerable<string> ObjectObjections(string at, JsonNode schema, JsonObject value)
    {
        if (schema["properties"]?.AsObject() is not { } properties)
            return [];
        var required = schema["required"]?.AsArray().Select(r => (string)r!).ToHashSet() ?? [];
        return
        [
            .. value.SelectMany(p => properties[p.Key] is { } described ? Objections($"{at}.{p.Key}", described, p.Value) : [$"{at}.{p.Key}: not described"]),
            .. properties.Select(p => p.Key).Where(name => !value.ContainsKey(name))
                .Select(name => required.Contains(name) ? $"{at}.{name}: required" : $"{at}.{name}: missing"),
        ];
    }

    private static IEnumerable<string> TextObjections(string at, JsonNode schema, string text)
    {
        if (schema["enum"]?.AsArray() is { } allowed && !allowed.Any(a => (string)a! == text))
            yield return $"{at}: not one of {string.Join(", ", allowed.Select(a => (string)a!))}";
        if ((string?)schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern))
            yield return $"{at}: does not match {pattern}";
        if (text.Length < ((int?)schema["minLength"] ?? 0))
            yield return $"{at}: shorter than {schema["minLength"]}";
        if (text.Length > ((int?)schema["maxLength"] ?? int.MaxValue))
            yield return $"{at}: longer than {schema["maxLength"]}";

        var complaint = (string?)schema["format"] switch
        {
            "date-time-rfc-2822" => DateTimeOffset.TryParseExact(text, "ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) ? null : "not a date of RFC 2822",
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) ? null : "not a date",
            "phone-number" => Regex.IsMatch(text, @"^\+[1-9][0-9]{6,14}$") ? null : "not a telephone number",
            // The description says "uri", yet the carrier's own examples are paths: both are taken.
            "uri" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _) ? null : "not an address",
            "currency" => Regex.IsMatch(text, "^[A-Za-z]{3}$") ? null : "not a currency",
            _ => null,
        };
        if (complaint is not null)
            yield return $"{at}: {complaint}";
    }

    private static IEnumerable<string> NumberObjections(string at, JsonNode schema, long number)
    {
        if (number < ((long?)schema["minimum"] ?? long.MinValue))
            yield return $"{at}: below {schema["minimum"]}";
        if (number > ((long?)schema["maximum"] ?? long.MaxValue))
            yield return $"{at}: above {schema["maximum"]}";
    }

    private static bool IsOfType(string type, JsonValueKind kind, JsonNode value) => type switch
    {
        "object" => kind is JsonValueKind.Object,
        "array" => kind is JsonValueKind.Array,
        "string" => kind is JsonValueKind.String,
        "integer" => kind is JsonValueKind.Number && value.AsValue().TryGetValue<long>(out _),
        "number" => kind is JsonValueKind.Number,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        _ => false,
    };
}
