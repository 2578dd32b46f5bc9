using System.Security.Claims;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Telephony;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace EscalationCqrs.Web.Access;

/// <summary>
/// Where platform administrators enter a tenant: a command's tenant is fixed before its transaction opens, so the command is sent as standing there
/// already. Others are refused where they are, and never learn whether the tenant exists.
/// </summary>
public sealed class TenantDoor(IActor actor, ICrossTenant everywhere, DeskSender sender)
{
    public async Task<EnterTenant.Result> Enter(string slug, string? reason, int? minutes, CancellationToken ct)
    {
        var there = !actor.May(Permissions.Platform.Enter) ? actor
            : ActorSource.AtTheDoor(actor, (await everywhere.TenantBySlug(slug, ct) ?? throw new NotFound("The tenant")).Id);
        return await sender.Send(there, new EnterTenant.Command(reason ?? "", minutes), ct);
    }
}

/// <summary>How a platform administrator's session goes in and out.</summary>
internal static class VisitSessions
{
    /// <summary>The same session, inside the tenant for the time of the visit.</summary>
    public static ClaimsPrincipal Inside(this ClaimsPrincipal user, EnterTenant.Result visit, string scheme) =>
        AuthModule.Principal(Account(user), visit.TenantId, Stamp(user), scheme, visit.VisitId);

    public static Task SignInInside(this HttpContext http, EnterTenant.Result visit) =>
        SignIn(http, http.User.Inside(visit, CookieAuthenticationDefaults.AuthenticationScheme));

    public static Task SignInOutside(this HttpContext http) =>
        SignIn(http, AuthModule.Principal(Account(http.User), null, Stamp(http.User), CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Whoever wished to stay signed in stays so.</summary>
    private static async Task SignIn(HttpContext http, ClaimsPrincipal session)
    {
        var before = (await http.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme)).Properties;
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, session, new() { IsPersistent = before?.IsPersistent == true });
    }

    private static Guid Account(ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);

    private static string Stamp(ClaimsPrincipal user) => user.FindFirstValue(ActorSource.StampClaim)!;
}
