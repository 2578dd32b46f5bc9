using EscalationCqrs.Application.Platform;
using EscalationCqrs.Web.Access;
using MediatR;
using Microsoft.AspNetCore.Authentication.BearerToken;

namespace EscalationCqrs.Web.Api;

/// <summary>For administrators of the platform: which tenants there are, and the way into one and out again.</summary>
internal static class PlatformEndpoints
{
    public static void MapPlatform(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/platform").WithTags("Platform").RequireAuthorization();
        api.MapGet("/tenants", (string? cursor, int? limit, IMediator m, CancellationToken ct) => m.Send(new ListTenants.Query(cursor, limit ?? 50), ct)).WithSummary("All tenants");
        api.MapGet("/acts", (string? cursor, int? limit, IMediator m, CancellationToken ct) => m.Send(new ListPlatformActs.Query(cursor, limit ?? 50), ct))
            .WithSummary("Who was given or lost power over the platform, newest first");
        api.MapPost("/tenants/{tenant}/enter", Enter).Produces<AccessTokenResponse>()
            .WithSummary("Enter a tenant for a reason (10 characters or more) and for minutes (60, at most 480); the tokens of the answer are good inside, until the time is over");
        api.MapPost("/leave", async (IMediator m, CancellationToken ct) => { await m.Send(new LeaveTenant.Command(), ct); return TypedResults.NoContent(); })
            .WithSummary("End the visit that the access token is for");
    }

    private static async Task<IResult> Enter(string tenant, VisitBody body, TenantDoor door, HttpContext http, CancellationToken ct) =>
        Results.SignIn(http.User.Inside(await door.Enter(tenant, body.Reason, body.Minutes, ct), BearerTokenDefaults.AuthenticationScheme),
            authenticationScheme: BearerTokenDefaults.AuthenticationScheme);

    public sealed record VisitBody(string Reason, int? Minutes = null);
}
