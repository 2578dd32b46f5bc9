namespace EscalationCqrs.Domain.Shared;

/// <summary>The kinds of whoever performs a command.</summary>
public enum ActorKind
{
    Customer,
    Staff,
    Bot,
    Carrier,
    System,

    /// <summary>An administrator of the platform on a visit: acts in a tenant without being a member of its staff.</summary>
    Platform,
}

/// <summary>Whoever performed something, as written into events and audit entries.</summary>
/// <param name="Id">The member of staff, the platform administrator's account, the API token or null.</param>
/// <param name="Name">Display name as of then; empty for customers.</param>
public sealed record Actor(ActorKind Kind, Guid? Id, string Name)
{
    public static readonly Actor System = new(ActorKind.System, null, "Desk");
    public static readonly Actor Customer = new(ActorKind.Customer, null, "");
    public static readonly Actor Carrier = new(ActorKind.Carrier, null, "");
}
