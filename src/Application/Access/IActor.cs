using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Tenants;

namespace EscalationCqrs.Application.Access;

/// <summary>
/// Whoever sends the request, established by the entry (cookie, bearer, API token, conversation token, webhook, job) and never by the request's body.
/// </summary>
public interface IActor
{
    ActorKind Kind { get; }

    /// <summary>The tenant all work happens in; <see cref="Guid.Empty"/> before it is known, and for a platform administrator who entered none.</summary>
    Guid TenantId { get; }

    /// <summary>Member of staff, account of a platform administrator, or API token.</summary>
    Guid? Id { get; }

    string Name { get; }

    string? Email { get; }

    IReadOnlySet<string> Permissions { get; }

    IReadOnlyList<Guid> TeamIds { get; }

    VisibilityPolicy Visibility { get; }

    /// <summary>For a customer: the conversation that the signed token speaks for.</summary>
    Guid? ConversationId { get; }

    /// <summary>For a platform administrator inside a tenant: the visit that lets them be there.</summary>
    Guid? VisitId { get; }

    string? IpAddress { get; }

    string? UserAgent { get; }
}

public static class Actors
{
    public static bool May(this IActor actor, string permission) => actor.Permissions.Contains(permission);

    /// <summary>The form in which events and audit entries remember the actor.</summary>
    public static Actor Stamp(this IActor actor) => new(actor.Kind, actor.Id, actor.Name);

    /// <summary>A customer reaches only the conversation that the token speaks for.</summary>
    /// <exception cref="NotFound">The token speaks for another conversation.</exception>
    public static void GuardConversation(this IActor actor, Guid conversationId)
    {
        if (actor.Kind != ActorKind.System && actor.ConversationId != conversationId)
            throw new NotFound("The conversation");
    }

    /// <exception cref="PermissionDenied">The permission is missing.</exception>
    public static void Demand(this IActor actor, string permission)
    {
        if (!actor.May(permission))
            throw new PermissionDenied(permission);
    }
}

/// <summary>The scope's actor; set once by the entry.</summary>
public sealed class CurrentActor : IActor
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    public ActorKind Kind { get; init; } = ActorKind.System;
    public Guid TenantId { get; init; }
    public Guid? Id { get; init; }
    public string Name { get; init; } = "";
    public string? Email { get; init; }
    public IReadOnlySet<string> Permissions { get; init; } = None;
    public IReadOnlyList<Guid> TeamIds { get; init; } = [];
    public VisibilityPolicy Visibility { get; init; } = VisibilityPolicy.Team;
    public Guid? ConversationId { get; init; }
    public Guid? VisitId { get; init; }
    public string? IpAddress { get; init; }
    public string? UserAgent { get; init; }

    /// <summary>The desk itself at work for a tenant: jobs, dispatcher, command line.</summary>
    /// <param name="from">Where the work was asked for, if a person did.</param>
    public static CurrentActor System(Guid tenantId, string? from = null) => new() { Kind = ActorKind.System, Name = Actor.System.Name, TenantId = tenantId, UserAgent = from };
}

/// <summary>Holds the scope's actor; entries replace it before the first request is sent.</summary>
public sealed class ActorHolder
{
    /// <summary>Nobody yet: holds no permission and no tenant.</summary>
    public IActor Actor { get; set; } = new CurrentActor { Kind = ActorKind.Customer };
}
