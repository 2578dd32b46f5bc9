using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EscalationCqrs.Web.Hosting;

/// <summary>The API's own description at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiDocument
{
    public static void Configure(OpenApiOptions options)
    {
        // Use cases nest their types: without the outer name all would be called Command, Query and Result.
        options.CreateSchemaReferenceId = type => type.Type.DeclaringType is { } outer && OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id
            ? outer.Name + id : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "EscalationCqrs",
                Version = "v1",
                Description = "The desk for the moment when a customer needs a person. Errors are ProblemDetails with a stable `code`.",
            };
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An access token of POST /api/v1/auth/login, or an API token." },
                ["conversation"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = Api.PublicEndpoints.TokenHeader },
            };
            return Task.CompletedTask;
        });
    }
}
