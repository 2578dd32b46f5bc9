using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using EscalationCqrs.TestKit;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>The description of the API is complete, and what it shows is what the desk takes and answers.</summary>
public sealed partial class DescriptionTests(DeskServer server) : ApiTest(server)
{
    private const string Json = "application/json", ProblemJson = "application/problem+json";

    private JsonNode _document = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _document = (await Server.Anyone.Get("/openapi/v1.json")).Is(200).Json!;
    }

    [Fact]
    public void Every_operation_says_what_it_does_with_examples_and_how_it_may_be_refused()
    {
        var operations = Operations().ToList();
        Assert.True(operations.Count > 60, $"Only {operations.Count} operations: is the description still read?");
        var gaps = operations.SelectMany(o => Gaps(o).Select(gap => $"{o.Name} {gap}")).ToList();
        Assert.True(gaps.Count == 0, string.Join('\n', gaps));
    }

    [Fact]
    public void Every_example_has_the_shape_that_the_desk_reads_or_writes()
    {
        var strict = new JsonSerializerOptions(Server.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
        var endpoints = Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not null)
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (Name: $"{m} {Constraint().Replace(e.RoutePattern.RawText!, "").TrimEnd('/')}", Endpoint: e)))
            .Where(e => e.Name.Contains(" /api/", StringComparison.Ordinal)).ToDictionary(e => e.Name, e => e.Endpoint);
        var read = 0;

        foreach (var operation in Operations())
        {
            var metadata = endpoints[operation.Name].Metadata;
            if (operation.Body is { } body)
                Reads(metadata.GetMetadata<IAcceptsMetadata>()!.RequestType!, body, operation.Name);
            foreach (var (status, answer) in operation.Answers)
                Reads(metadata.OfType<IProducesResponseTypeMetadata>().Single(p => $"{p.StatusCode}" == status && p.Type is not null).Type!, answer, $"{operation.Name} {status}");
        }

        Assert.True(read > 80, $"Only {read} examples: are they still found?");

        void Reads(Type type, JsonNode example, string where)
        {
            var fault = Record.Exception(() => Assert.NotNull(example.Deserialize(type, strict)));
            Assert.True(fault is null, $"{where}: {fault?.Message}");
            read++;
        }
    }

    [Fact]
    public async Task Every_example_of_a_request_is_accepted_as_far_as_the_things_it_names_exist()
    {
        var chat = await Tenant.StartChat();
        foreach (var operation in Operations().Where(o => o.Body is not null))
        {
            var isPublic = operation.Path.Contains("/public/", StringComparison.Ordinal);
            var answer = await (isPublic ? chat.Api : Tenant.Admin.Api).Call(operation.Method, Filled(operation.Path, isPublic ? chat.Id : Guid.NewGuid()), Bodies.Json(operation.Body!.ToJsonString()));
            Assert.False(answer.Status >= 500 || answer.Code is "malformed" or "validation", $"{operation.Name} answers {answer.Status}: {answer.Text}");
        }
    }

    [Fact]
    public async Task What_is_described_as_guarded_is_refused_to_nobody_and_the_rest_is_meant_to_be_open()
    {
        foreach (var operation in Operations().Where(o => o.Security.Length > 0))
        {
            var answer = await Server.Anyone.Call(operation.Method, Filled(operation.Path, Guid.NewGuid()), operation.Body is { } body ? Bodies.Json(body.ToJsonString()) : null);
            Assert.True(answer.Status == 401, $"{operation.Name} answers {answer.Status} to nobody: {answer.Text}");
        }

        Assert.Equal(
            ["GET /api/v1/public/{tenant}", "POST /api/v1/auth/invitations/accept", "POST /api/v1/auth/login", "POST /api/v1/auth/refresh", "POST /api/v1/public/{tenant}/conversations",
                "POST /api/v1/webhooks/probe/{question}"],
            Operations().Where(o => o.Security.Length == 0).Select(o => o.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>What the description of one operation leaves unsaid.</summary>
    private IEnumerable<string> Gaps(Operation operation)
    {
        if (string.IsNullOrWhiteSpace(operation.Node["summary"]?.GetValue<string>()))
            yield return "has no summary";
        foreach (var (format, body) in Content(operation.Node["requestBody"]).Where(c => c.Value!["example"] is null))
            yield return $"has no example of its {format} body";
        if (operation.Responses.All(r => r.Key[0] != '2'))
            yield return "says nothing of success";
        foreach (var (status, answer) in operation.Responses.Where(r => r.Key[0] == '2'))
        {
            foreach (var (format, _) in Content(answer).Where(c => c.Value!["example"] is null))
                yield return $"has no example of the {format} answer {status}";
        }

        foreach (var status in Expected(operation).Where(s => !Problems(operation, s).Any()))
            yield return $"does not declare the problem {status} with an example";
        var named = operation.Node["parameters"]?.AsArray().Where(p => p!["in"]!.GetValue<string>() == "path").Select(p => p!["name"]!.GetValue<string>()) ?? [];
        foreach (var name in PathParameter().Matches(operation.Path).Select(m => m.Groups[1].Value).Except(named))
            yield return $"does not describe {{{name}}}";
    }

    private static IEnumerable<string> Expected(Operation operation)
    {
        yield return "default";
        if (operation.Security.Length > 0)
            yield return "401";
        if (operation.Security.Contains("bearer"))
            yield return "403";
        if (operation.Path.Contains("{id}", StringComparison.Ordinal) || operation.Path.Contains("{tenant}", StringComparison.Ordinal))
            yield return "404";
        if (operation.Path.Contains("{id}", StringComparison.Ordinal) && operation.Method != HttpMethod.Get)
            yield return "409";
        if (operation.Body is not null || operation.Node["parameters"]?.AsArray().Any(p => p!["name"]!.GetValue<string>() == "limit") == true)
            yield return "422";
        if (operation.Path.Contains("{tenant}/conversations", StringComparison.Ordinal) || operation.Path.EndsWith("/login", StringComparison.Ordinal))
            yield return "429";
    }

    /// <summary>Codes that the examples of a refusal carry.</summary>
    private IEnumerable<string> Problems(Operation operation, string status) =>
        Resolved(operation.Responses[status])?["content"]?[ProblemJson]?["examples"]?.AsObject().Select(e => e.Value!["value"]!["code"]!.GetValue<string>()) ?? [];

    private JsonNode? Resolved(JsonNode? node) =>
        node?["$ref"]?.GetValue<string>() is { } reference ? reference.Split('/').Skip(1).Aggregate(_document, (at, name) => at[name]!) : node;

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Content(JsonNode? body) => body?["content"]?.AsObject() ?? [];

    private IEnumerable<Operation> Operations() => _document["paths"]!.AsObject()
        .SelectMany(p => p.Value!.AsObject().Where(o => o.Key is "get" or "post" or "put" or "delete").Select(o => new Operation(new HttpMethod(o.Key.ToUpperInvariant()), p.Key, o.Value!)));

    private string Filled(string path, Guid id) => PathParameter().Replace(path, m => m.Groups[1].Value switch { "tenant" => Tenant.Slug, "role" => "Viewer", "channelKey" => "unknown", _ => id.ToString() });

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex(@":\w+(?=\})")]
    private static partial Regex Constraint();

    private sealed record Operation(HttpMethod Method, string Path, JsonNode Node)
    {
        public string Name => $"{Method} {Path}";

        public JsonObject Responses => Node["responses"]!.AsObject();

        /// <summary>Names of the schemes of which one is enough.</summary>
        public string[] Security => [.. Node["security"]?.AsArray().SelectMany(s => s!.AsObject().Select(n => n.Key)) ?? []];

        /// <summary>The example of the JSON body.</summary>
        public JsonNode? Body => Node["requestBody"]?["content"]?[Json]?["example"];

        /// <summary>The examples of JSON answers, by status.</summary>
        public IEnumerable<(string Status, JsonNode Example)> Answers =>
            Responses.Where(r => r.Value?["content"]?[Json]?["example"] is not null).Select(r => (r.Key, r.Value!["content"]![Json]!["example"]!));
    }
}
