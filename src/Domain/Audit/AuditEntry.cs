using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Audit;

public enum AuditOutcome { Succeeded, Denied, Invalid, Refused, Failed }

public enum AuditSeverity { Info, Warning, Critical }

/// <summary>Who did what to which thing when, with outcome. Append-only; never holds texts, names or addresses of customers.</summary>
public sealed class AuditEntry
{
    public required Guid TenantId { get; init; }

    public required Guid Id { get; init; }

    /// <summary>Given by the database on insert; the order of the chain, after <see cref="Xid"/>.</summary>
    public long Seq { get; private set; }

    /// <summary>The transaction that wrote the row; given by the database.</summary>
    public ulong Xid { get; private set; }

    public required DateTimeOffset At { get; init; }

    public required ActorKind ActorKind { get; init; }

    public required Guid? ActorId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>Name of the use case.</summary>
    public required string Action { get; init; }

    public required string? ResourceType { get; init; }

    public required Guid? ResourceId { get; init; }

    public required AuditOutcome Outcome { get; init; }

    public required AuditSeverity Severity { get; init; }

    /// <summary>Error code of what was not done, or the reason that the actor gave a code for.</summary>
    public string? Code { get; init; }

    /// <summary>JSON object of changed properties, <c>{"state": ["pending", "assigned"]}</c>; free text is shown as its length only.</summary>
    public string Changes { get; init; } = "{}";

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }
}

/// <summary>One link of a tenant's chain: the hash over the link before and all entries up to a cursor.</summary>
public sealed class AuditSeal
{
    public required Guid TenantId { get; init; }

    /// <summary>1, 2, 3, … without gaps.</summary>
    public required long Link { get; init; }

    public required ulong ToXid { get; init; }

    public required long ToSeq { get; init; }

    public required int Entries { get; init; }

    /// <summary>SHA-256, lower-case hex.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset SealedAt { get; init; }
}
