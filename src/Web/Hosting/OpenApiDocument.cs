using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EscalationCqrs.Web.Api;
using EscalationCqrs.Web.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Document = Microsoft.OpenApi.OpenApiDocument;

namespace EscalationCqrs.Web.Hosting;

/// <summary>
/// The API's own description at <c>/openapi/v1.json</c>: what endpoints say of themselves, completed by what holds for all of them: who may call, how it may be
/// refused, and an example of each body.
/// </summary>
internal static partial class OpenApiDocument
{
    private const string Bearer = "bearer", Conversation = "conversation", ConversationInAddress = "conversationInAddress", Twilio = "twilio", RingCentral = "ringcentral", Signature = "signature";
    private const string Json = "application/json", Form = "application/x-www-form-urlencoded", Mail = "message/rfc822", EventStream = "text/event-stream";

    /// <summary>What parameters mean that do not say it themselves.</summary>
    private static readonly Dictionary<string, string> Meanings = new()
    {
        ["after"] = "Only what is newer than the message with this id.",
        ["before"] = "Only what came before this seq.",
        ["channelKey"] = "The part of the webhook addresses of a number or mailbox that nobody can guess.",
        ["cursor"] = "The nextCursor of the page before.",
        ["from"] = "First day in the tenant's zone, such as 2026-11-01.",
        ["includeInactive"] = "Also what is no longer in use.",
        ["limit"] = "How many rows at most.",
        ["outcome"] = "succeeded, denied, invalid, refused or failed.",
        ["priority"] = "low, medium, high or urgent.",
        ["question"] = "What only this desk can read.",
        ["severity"] = "info, warning or critical.",
        ["tenant"] = "The desk's name in addresses.",
        ["to"] = "Last day in the tenant's zone.",
    };

    public static void Configure(OpenApiOptions options)
    {
        // Use cases nest their types: without the outer name all would be called Command, Query and Result.
        options.CreateSchemaReferenceId = type => type.Type.DeclaringType is { } outer && OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id
            ? outer.Name + id : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer(LeaveOptional);
        options.AddSchemaTransformer(TellWords);
        options.AddOperationTransformer(Complete);
        options.AddDocumentTransformer(Describe);
    }

    private static async Task Describe(Document document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "EscalationCqrs",
            Version = "v1",
            Description = "The desk for the moment when a customer needs a person. JSON is camelCase; states and other enums are snake_case words. "
                + "Every refusal is a problem with a stable `code`.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An access token of POST /api/v1/auth/login, or an API token." },
            [Conversation] = Key(ParameterLocation.Header, PublicEndpoints.TokenHeader, "The token that starting the conversation gave."),
            [ConversationInAddress] = Key(ParameterLocation.Query, "token", "The same token, for streams: browsers cannot send headers with them."),
            [RingCentral] = Key(ParameterLocation.Header, "Verification-Token", "The token that RingCentral was given with the order to report."),
            [Twilio] = Key(ParameterLocation.Header, "X-Twilio-Signature", "Twilio's signature over the address and the form."),
            [Signature] = Key(ParameterLocation.Header, "X-Signature", "sha256= and the hex of HMAC-SHA256, with the mailbox's secret, over the seconds in X-Timestamp, a dot and the body."),
        };
        // What the framework knows of problems says nothing of their codes.
        document.Components.Schemas?.Remove("ProblemDetails");
        document.AddComponent("Problem", await context.GetOrCreateSchemaAsync(typeof(ProblemAnswer), cancellationToken: ct));
        var json = context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        document.Components.Responses = ProblemAnswer.ByStatus.ToDictionary(p => ResponseName(p.Key), p => Refusal(p.Key, p.Value.Meaning, p.Value.Examples, document, json));
    }

    private static OpenApiSecurityScheme Key(ParameterLocation place, string name, string description) => new() { Type = SecuritySchemeType.ApiKey, In = place, Name = name, Description = description };

    private static IOpenApiResponse Refusal(string status, string meaning, ProblemAnswer[] examples, Document document, JsonSerializerOptions json) => new OpenApiResponse
    {
        Description = meaning,
        Headers = status != "429" ? null : new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = Of(JsonSchemaType.Integer) } },
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new()
            {
                Schema = new OpenApiSchemaReference("Problem", document),
                Examples = examples.ToDictionary(e => e.Code, IOpenApiExample (e) => new OpenApiExample { Value = JsonSerializer.SerializeToNode(e, json) }),
            },
        },
    };

    private static OpenApiSchema Of(JsonSchemaType type) => new() { Type = type };

    private static string ResponseName(string status) => status == ProblemAnswer.Other ? "Problem" : $"Problem{status}";

    /// <summary>What a body may leave out is not required, whatever the constructor of its type says.</summary>
    private static Task LeaveOptional(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (context.ParameterDescription is not null && context.JsonPropertyInfo is null)
        {
            foreach (var property in context.JsonTypeInfo.Properties.Where(p => p.IsSetNullable))
                schema.Required?.Remove(property.Name);
        }

        return Task.CompletedTask;
    }

    /// <summary>Enums are words; whether one may be null is said where it is used.</summary>
    private static Task TellWords(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (schema.Enum is { Count: > 0 } words)
            (schema.Type, schema.Enum) = (JsonSchemaType.String, [.. words.Where(w => w is not null)]);
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var (description, document) = (context.Description, context.Document!);
        var path = "/" + Constraint().Replace(description.RelativePath!, "");
        var security = Security(path, description);
        operation.Security = security.Length == 0 ? null : [.. security.Select(s => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(s, document)] = [] })];
        NameParameters(operation, path);
        ShowBodies(operation, description, path, context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);

        var statuses = Refusals(operation, description, path, security);
        var answers = operation.Responses!.Where(r => !statuses.Contains(r.Key)).ToList();
        operation.Responses = [];
        foreach (var (status, answer) in answers)
            operation.Responses.Add(status, answer);
        foreach (var status in statuses.Order(StringComparer.Ordinal))
            operation.Responses.Add(status, new OpenApiResponseReference(ResponseName(status), document));
        return Task.CompletedTask;
    }

    /// <summary>Which ways there are to say who calls; each is enough by itself.</summary>
    private static string[] Security(string path, ApiDescription description)
    {
        if (path.StartsWith("/api/v1/webhooks/twilio/", StringComparison.Ordinal))
            return [Twilio];
        if (path.StartsWith("/api/v1/webhooks/inbound/", StringComparison.Ordinal))
            return [Signature];
        if (path.StartsWith("/api/v1/webhooks/ringcentral/", StringComparison.Ordinal))
            return [RingCentral];
        if (path.StartsWith("/api/v1/public/", StringComparison.Ordinal))
            return !path.Contains("{id}", StringComparison.Ordinal) ? [] : path.EndsWith("/events", StringComparison.Ordinal) ? [Conversation, ConversationInAddress] : [Conversation];
        return description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any() ? [Bearer] : [];
    }

    /// <summary>Those that the endpoint declares, and those that follow from who may call and what the call carries.</summary>
    private static HashSet<string> Refusals(OpenApiOperation operation, ApiDescription description, string path, string[] security)
    {
        var statuses = operation.Responses!.Keys.Where(ProblemAnswer.ByStatus.ContainsKey).Append(ProblemAnswer.Other).ToHashSet();
        bool Names(string place) => path.Contains(place, StringComparison.Ordinal);
        bool InQuery(IOpenApiParameter p) => p.In == ParameterLocation.Query && p.Schema?.Type?.HasFlag(JsonSchemaType.Boolean) != true;
        var writes = description.HttpMethod != "GET";
        if (security.Length > 0)
            statuses.Add("401");
        if (security.Contains(Bearer))
            statuses.Add("403");
        if (Names("{id}") || Names("{tenant}"))
            statuses.Add("404");
        if (writes && (Names("{id}") || description.HttpMethod == "PUT"))
            statuses.Add("409");
        if (operation.RequestBody?.Content?.ContainsKey(Json) == true || operation.Parameters!.Any(InQuery))
            statuses.Add("422");
        return statuses;
    }

    /// <summary>Names as they are written everywhere, and the parts of the address that only filters read.</summary>
    private static void NameParameters(OpenApiOperation operation, string path)
    {
        operation.Parameters ??= [];
        foreach (var name in PathParameter().Matches(path).Select(m => m.Groups[1].Value).Where(n => operation.Parameters.All(p => p.Name != n)).Reverse().ToList())
            operation.Parameters.Insert(0, new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = Of(JsonSchemaType.String) });
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            parameter.Description ??= Meanings.GetValueOrDefault(parameter.Name);
        }

        if (operation.Responses?.Values.Any(r => r.Content?.ContainsKey(EventStream) == true) == true)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Last-Event-ID", In = ParameterLocation.Header, Schema = Of(JsonSchemaType.String), Description = "The id of the last event that arrived: what came after it is sent first. Also taken as lastEventId in the address.",
            });
        }
    }

    private static void ShowBodies(OpenApiOperation operation, ApiDescription description, string path, JsonSerializerOptions json)
    {
        if (Examples.Form(path) is { } form)
            operation.RequestBody = new OpenApiRequestBody { Content = new Dictionary<string, OpenApiMediaType> { [Form] = new() { Schema = Of(JsonSchemaType.Object), Example = form } } };
        if (Examples.Mail(path) is { } mail)
            operation.RequestBody = new OpenApiRequestBody { Content = new Dictionary<string, OpenApiMediaType> { [Mail] = new() { Schema = Of(JsonSchemaType.String), Example = mail } } };
        if (description.ParameterDescriptions.FirstOrDefault(p => p.Source == BindingSource.Body) is { } body)
            Show(operation.RequestBody?.Content, Json, Node(Examples.Of(body.Type, path)));
        foreach (var answer in description.SupportedResponseTypes.Where(a => a.StatusCode < 300))
        {
            foreach (var format in answer.ApiResponseFormats.Select(f => f.MediaType))
                Show(operation.Responses![$"{answer.StatusCode}"].Content, format, format == Json ? Node(Examples.Of(answer.Type!, path, answer.StatusCode)) : Examples.Text(path));
        }

        JsonNode? Node(object? example) => example is null ? null : JsonSerializer.SerializeToNode(example, example.GetType(), json);
    }

    private static void Show(IDictionary<string, OpenApiMediaType>? content, string format, JsonNode? example)
    {
        if (example is not null && content?.TryGetValue(format, out var body) == true)
            body.Example = example;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex(@":\w+(?=\})")]
    private static partial Regex Constraint();
}
