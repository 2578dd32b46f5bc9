using System.Security.Claims;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Web.Access;

/// <summary>Who sends the request: established here from cookie, bearer or token, and nowhere else.</summary>
internal static class ActorSource
{
    public const string TenantClaim = "desk:tenant", StampClaim = "desk:stamp", PermissionClaim = "desk:permission", VisitClaim = "desk:visit";

    /// <summary>
    /// Whom a principal speaks for, as of now: a member of staff, or an administrator of the platform inside a tenant or in none. Null if the
    /// membership or the session has ended. A visit that is over leaves its visitor outside.
    /// </summary>
    public static async Task<IActor?> Person(ClaimsPrincipal user, HttpContext http, CancellationToken ct)
    {
        if (!Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var account))
            return null;
        if (!Guid.TryParse(user.FindFirstValue(TenantClaim), out var tenant))
            return await Outside(user, account, http, ct);
        return Guid.TryParse(user.FindFirstValue(VisitClaim), out var visit)
            ? await Inside(user, account, tenant, visit, http, ct) ?? await Outside(user, account, http, ct)
            : await Staff(user, account, tenant, http, ct);
    }

    /// <summary>The session was for a visit, and that visit is over.</summary>
    public static bool OutlivedVisit(ClaimsPrincipal user, IActor actor) => user.HasClaim(c => c.Type == VisitClaim) && actor.VisitId is null;

    /// <summary>A platform administrator as standing in a tenant that is about to be entered.</summary>
    public static IActor AtTheDoor(IActor administrator, Guid tenantId) => new CurrentActor
    {
        Kind = ActorKind.Platform, TenantId = tenantId, Id = administrator.Id, Name = administrator.Name, Email = administrator.Email,
        Permissions = administrator.Permissions, IpAddress = administrator.IpAddress, UserAgent = administrator.UserAgent,
    };

    private static async Task<IActor?> Outside(ClaimsPrincipal user, Guid account, HttpContext http, CancellationToken ct) =>
        await Everywhere(http).PlatformAdministrator(account, ct) is { } facts && facts.SecurityStamp == user.FindFirstValue(StampClaim)
            ? Platform(facts, new HashSet<string> { Permissions.Platform.Enter }, null, http) : null;

    private static async Task<IActor?> Inside(ClaimsPrincipal user, Guid account, Guid tenant, Guid visit, HttpContext http, CancellationToken ct)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (await Everywhere(http).Visit(tenant, visit, account, now, ct) is not { } facts || facts.By.SecurityStamp != user.FindFirstValue(StampClaim))
            return null;
        http.Items[typeof(VisitFacts)] = facts;
        return Platform(facts.By, facts.Permissions, facts, http);
    }

    private static async Task<IActor?> Staff(ClaimsPrincipal user, Guid account, Guid tenant, HttpContext http, CancellationToken ct)
    {
        var facts = await Everywhere(http).Staff(tenant, account, ct);
        if (facts is not { IsActive: true, SecurityStamp: { } stamp } || stamp != user.FindFirstValue(StampClaim))
            return null;
        http.Items[typeof(StaffFacts)] = facts;
        return Of(facts, http);
    }

    public static IActor Of(StaffFacts facts, HttpContext http) => new CurrentActor
    {
        Kind = ActorKind.Staff,
        TenantId = facts.TenantId,
        Id = facts.AccountId,
        Name = facts.Name,
        Email = facts.Email,
        Permissions = facts.Permissions,
        TeamIds = facts.TeamIds,
        Visibility = facts.Visibility,
        IpAddress = http.Connection.RemoteIpAddress?.ToString(),
        UserAgent = Shorten(http.Request.Headers.UserAgent.ToString()),
    };

    private static CurrentActor Platform(PlatformFacts facts, IReadOnlySet<string> permissions, VisitFacts? visit, HttpContext http) => new()
    {
        Kind = ActorKind.Platform,
        TenantId = visit?.TenantId ?? Guid.Empty,
        VisitId = visit?.VisitId,
        Id = facts.AccountId,
        Name = facts.Name,
        Email = facts.Email,
        Permissions = permissions,
        IpAddress = http.Connection.RemoteIpAddress?.ToString(),
        UserAgent = Shorten(http.Request.Headers.UserAgent.ToString()),
    };

    public static IActor Token(TokenFacts token, HttpContext http) => new CurrentActor
    {
        Kind = ActorKind.Bot,
        TenantId = token.TenantId,
        Id = token.Id,
        Name = token.Name,
        Permissions = token.Permissions,
        IpAddress = http.Connection.RemoteIpAddress?.ToString(),
        UserAgent = Shorten(http.Request.Headers.UserAgent.ToString()),
    };

    public static IActor Customer(Guid tenantId, Guid? conversationId, HttpContext http) => new CurrentActor
    {
        Kind = ActorKind.Customer,
        TenantId = tenantId,
        ConversationId = conversationId,
        IpAddress = http.Connection.RemoteIpAddress?.ToString(),
        UserAgent = Shorten(http.Request.Headers.UserAgent.ToString()),
    };

    /// <summary>A long-lived stream asks now and then whether its viewer still is who they were.</summary>
    public static async Task<IActor?> Refresh(IActor actor, IServiceScopeFactory scopes, CancellationToken ct)
    {
        if (actor.Kind is not (ActorKind.Staff or ActorKind.Platform))
            return actor;
        await using var scope = scopes.CreateAsyncScope();
        var everywhere = scope.ServiceProvider.GetRequiredService<ICrossTenant>();
        StaffFacts? facts;
        try
        {
            if (actor.VisitId is { } visit)
                return await everywhere.Visit(actor.TenantId, visit, actor.Id!.Value, scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow(), ct) is null ? null : actor;
            facts = await everywhere.Staff(actor.TenantId, actor.Id!.Value, ct);
        }
        catch (DatabaseAway)
        {
            return actor;
        }

        return facts is not { IsActive: true, SecurityStamp: not null } ? null : new CurrentActor
        {
            Kind = ActorKind.Staff, TenantId = facts.TenantId, Id = facts.AccountId, Name = facts.Name, Email = facts.Email, Permissions = facts.Permissions,
            TeamIds = facts.TeamIds, Visibility = facts.Visibility, IpAddress = actor.IpAddress, UserAgent = actor.UserAgent,
        };
    }

    private static ICrossTenant Everywhere(HttpContext http) => http.RequestServices.GetRequiredService<ICrossTenant>();

    private static string? Shorten(string text) => text.Length == 0 ? null : text.Length <= 200 ? text : text[..200];
}
