using EscalationCqrs.Application.ApiTokens;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Keys of integrations.</summary>
internal static class ApiTokensEndpoints
{
    public static void MapApiTokens(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/api-tokens").WithTags("API tokens").RequireAuthorization();
        api.MapGet("/", (IMediator m, CancellationToken ct) => m.Send(new ListApiTokens.Query(), ct)).WithSummary("The keys, newest first; their secrets are not kept");
        api.MapPost("/", async (CreateApiToken.Command c, IMediator m, CancellationToken ct) => TypedResults.Created((string?)null, await m.Send(c, ct)))
            .WithSummary("Make a key; its secret is in this answer and nowhere else");
        api.MapDelete("/{id:guid}", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new RevokeApiToken.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("End a key's access for good");
    }
}
