namespace EscalationCqrs.Application.Access;

/// <summary>The permission without which a request is refused. Every request carries this or <see cref="NoPermissionNeededAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(string permission) : Attribute
{
    public string Permission { get; } = permission;
}

/// <summary>The request guards itself in another way, named as the reason (a signed token, a carrier's signature, the desk's own jobs).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NoPermissionNeededAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}

/// <summary>Only the desk itself may send it: jobs, dispatcher, command line, webhook processing.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SystemOnlyAttribute : Attribute;

/// <summary>A query that reveals personal data in bulk: writes an audit entry like a command.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditedAttribute : Attribute;

/// <summary>A command of the desk's own housekeeping that writes no audit entry of its own, for the reason given.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotAuditedAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}
