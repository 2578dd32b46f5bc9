using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Pages.Views;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Web.Access;

/// <summary>Cookie for pages, opaque bearer tokens for the API, hashed API tokens for integrations; one scheme chooses among them.</summary>
public static class AuthModule
{
    public const string Scheme = "Desk", ApiTokenScheme = "ApiToken", ApiTokenPrefix = "desk_";

    public static IServiceCollection AddDeskAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, null, o => o.ForwardDefaultSelector = Choose)
            .AddCookie(o =>
            {
                o.Cookie.Name = "desk.session";
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                o.ExpireTimeSpan = TimeSpan.FromHours(12);
                o.SlidingExpiration = true;
                o.LoginPath = "/account/sign-in";
                o.AccessDeniedPath = "/error/403";
                o.Events.OnRedirectToLogin = c => Redirect(c, 401);
                o.Events.OnRedirectToAccessDenied = c => Redirect(c, 403);
            })
            .AddBearerToken(o => (o.BearerTokenExpiration, o.RefreshTokenExpiration) = (TimeSpan.FromHours(1), TimeSpan.FromDays(14)))
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenScheme, null);
        services.AddAuthorization();
        services.AddSingleton<ConversationTokens>();
        services.AddScoped<TenantDoor>();
        return services;
    }

    /// <summary>The principal of a session; what it may do is read afresh with each request.</summary>
    /// <param name="tenantId">Null for a platform administrator who is in none.</param>
    /// <param name="visitId">What lets a platform administrator be in the tenant.</param>
    public static ClaimsPrincipal Principal(Guid accountId, Guid? tenantId, string stamp, string scheme, Guid? visitId = null)
    {
        var session = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, accountId.ToString()), new(ActorSource.StampClaim, stamp)], scheme);
        if (tenantId is { } tenant)
            session.AddClaim(new(ActorSource.TenantClaim, tenant.ToString()));
        if (visitId is { } visit)
            session.AddClaim(new(ActorSource.VisitClaim, visit.ToString()));
        return new(session);
    }

    private static string Choose(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? CookieAuthenticationDefaults.AuthenticationScheme
            : header.AsSpan(7).Trim().StartsWith(ApiTokenPrefix) ? ApiTokenScheme : BearerTokenDefaults.AuthenticationScheme;
    }

    private static Task Redirect(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/api"))
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}

/// <summary>Reads <c>Authorization: Bearer desk_…</c>: only the hash is known to the database.</summary>
internal sealed class ApiTokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ICrossTenant tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var secret = Request.Headers.Authorization.ToString()[7..].Trim();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        if (await tokens.TokenByHash(hash, Context.RequestAborted) is not { RevokedAt: null } token)
            return AuthenticateResult.Fail("Unknown or revoked API token.");
        Context.Items[typeof(TokenFacts)] = token;
        return AuthenticateResult.Success(new(new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, token.Id.ToString())], Scheme.Name)), Scheme.Name));
    }
}

/// <summary>Puts the actor into the scope, once, right after authentication.</summary>
internal sealed class ActorMiddleware(RequestDelegate next)
{
    public async Task Invoke(HttpContext http, ActorHolder holder)
    {
        if (http.User.Identity?.IsAuthenticated == true)
        {
            if (http.Items[typeof(TokenFacts)] is TokenFacts token)
                holder.Actor = ActorSource.Token(token, http);
            else if (await ActorSource.Person(http.User, http, http.RequestAborted) is { } person)
                holder.Actor = person;
            else
                await End(http);
            if (ActorSource.OutlivedVisit(http.User, holder.Actor) && NeedsSession(http))
            {
                await ShowOut(http);
                return;
            }
        }

        await next(http);
    }

    private static bool NeedsSession(HttpContext http) =>
        http.GetEndpoint()?.Metadata is { } about && about.GetMetadata<IAuthorizeData>() is not null && about.GetMetadata<IAllowAnonymous>() is null;

    /// <summary>The time of a visit is over: programs are told, pages lead to the list of tenants, parts of pages make the page load anew.</summary>
    private static async Task ShowOut(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/api"))
            throw new PermissionDenied("visit_over", "The visit of this tenant is over; enter it again.");
        if (http.Request.IsFragment())
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await http.SignInOutside();
        http.Response.Redirect("/platform/tenants?over=true");
    }

    // The session outlived the membership: the request goes on as nobody's.
    private static async Task End(HttpContext http)
    {
        http.User = new ClaimsPrincipal(new ClaimsIdentity());
        if (http.Request.Cookies.ContainsKey("desk.session"))
            await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }
}
