using System.Security.Claims;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Web.Access;

/// <summary>Who sends the request: established here from cookie, bearer or token, and nowhere else.</summary>
internal static class ActorSource
{
    public const string TenantClaim = "desk:tenant", StampClaim = "desk:stamp", PermissionClaim = "desk:permission";

    /// <summary>The member of staff whom a principal speaks for, as of now; null if the membership or the session has ended.</summary>
    public static async Task<IActor?> Staff(ClaimsPrincipal user, HttpContext http, CancellationToken ct)
    {
        if (!Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var account) || !Guid.TryParse(user.FindFirstValue(TenantClaim), out var tenant))
            return null;
        var facts = await http.RequestServices.GetRequiredService<ICrossTenant>().Staff(tenant, account, ct);
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
        if (actor.Kind != ActorKind.Staff)
            return actor;
        await using var scope = scopes.CreateAsyncScope();
        StaffFacts? facts;
        try
        {
            facts = await scope.ServiceProvider.GetRequiredService<ICrossTenant>().Staff(actor.TenantId, actor.Id!.Value, ct);
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

    private static string? Shorten(string text) => text.Length == 0 ? null : text.Length <= 200 ? text : text[..200];
}
