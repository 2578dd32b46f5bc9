using System.Security.Claims;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Access;
using MediatR;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Web.Api;

/// <summary>Bearer tokens for programs that act for a person.</summary>
internal static class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/auth").WithTags("Sign-in");
        api.MapPost("/login", Login).Produces<AccessTokenResponse>().ProducesProblem(401).ProducesProblem(429).WithSummary("E-mail and password against an access token and a refresh token");
        api.MapPost("/refresh", Refresh).Produces<AccessTokenResponse>().ProducesProblem(401).WithSummary("A refresh token against new tokens");
    }

    private static async Task<IResult> Login(LoginBody body, IMediator mediator, CancellationToken ct)
    {
        var signedIn = await mediator.Send(new SignIn.Command(body.Email, body.Password, body.Tenant), ct);
        return Results.SignIn(AuthModule.Principal(signedIn.AccountId, signedIn.TenantId, signedIn.SecurityStamp, BearerTokenDefaults.AuthenticationScheme),
            authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
    }

    private static async Task<IResult> Refresh(RefreshBody body, IOptionsMonitor<BearerTokenOptions> options, IAccounts accounts, TimeProvider clock, CancellationToken ct)
    {
        var ticket = options.Get(BearerTokenDefaults.AuthenticationScheme).RefreshTokenProtector.Unprotect(body.RefreshToken);
        if (ticket?.Properties.ExpiresUtc is not { } expires || clock.GetUtcNow() >= expires || !Guid.TryParse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || await accounts.Find(id, ct) is not { IsDisabled: false } account || account.SecurityStamp != ticket.Principal.FindFirstValue(ActorSource.StampClaim))
            throw new NotSignedIn("The refresh token is expired or ended; sign in again.");
        return Results.SignIn(ticket.Principal, authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
    }

    /// <param name="Tenant">The desk's name in addresses, for whoever belongs to several; the first one without.</param>
    public sealed record LoginBody(string Email, string Password, string? Tenant = null);
    public sealed record RefreshBody(string RefreshToken);
}
