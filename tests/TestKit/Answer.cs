using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace EscalationCqrs.TestKit;

/// <summary>What a server answered, read to its end.</summary>
public sealed record Answer(int Status, string Text, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The body as JSON; null if it is none.</summary>
    public JsonNode? Json { get; } = ContentType?.Contains("json", StringComparison.Ordinal) == true && Text.Length > 0 ? JsonNode.Parse(Text) : null;

    /// <summary>The stable code of a problem.</summary>
    public string? Code => Json is JsonObject problem ? problem["code"]?.GetValue<string>() : null;

    public JsonNode? this[string name] => Json![name];

    /// <summary>The fields that a validation problem names.</summary>
    public IEnumerable<string> Fields => Json?["errors"] is JsonObject errors ? errors.Select(e => e.Key) : [];

    public Guid Id(string name = "id") => this[name]!.GetValue<Guid>();

    public string String(string name) => this[name]!.GetValue<string>();

    public int Int(string name) => this[name]!.GetValue<int>();

    /// <summary>Asserts the status, and that a refusal carries its code in ProblemDetails.</summary>
    public Answer Is(int status, string? code = null)
    {
        Assert.True(Status == status && (code is null || Code == code), $"Expected {status} {code}, got {Status}: {(Text.Length > 1000 ? Text[..1000] : Text)}");
        if (status >= 400)
        {
            Assert.Equal("application/problem+json", ContentType);
            Assert.Equal(status, this["status"]!.GetValue<int>());
            Assert.False(string.IsNullOrWhiteSpace(Code), "A problem carries a code.");
            Assert.False(string.IsNullOrWhiteSpace(String("title")), "A problem carries a sentence.");
        }

        return this;
    }
}

/// <summary>JSON over HTTP in one line.</summary>
public static class Calls
{
    public static Task<Answer> Get(this HttpClient client, string path) => client.Call(HttpMethod.Get, path);

    public static Task<Answer> Post(this HttpClient client, string path, object? body = null) => client.Call(HttpMethod.Post, path, Content(body));

    public static Task<Answer> Put(this HttpClient client, string path, object body) => client.Call(HttpMethod.Put, path, Content(body));

    public static Task<Answer> Delete(this HttpClient client, string path) => client.Call(HttpMethod.Delete, path);

    public static async Task<Answer> Call(this HttpClient client, HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType,
            answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    private static JsonContent? Content(object? body) => body is null ? null : JsonContent.Create(body, body.GetType());
}
