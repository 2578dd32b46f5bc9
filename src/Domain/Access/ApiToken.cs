using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Access;

/// <summary>A named, scoped, revocable key of an integration. Only its hash is kept.</summary>
public sealed class ApiToken : Entity
{
    private ApiToken() { }

    public ApiToken(Guid tenantId, string name, string hash, IReadOnlyList<string> permissions, Guid createdById, DateTimeOffset now)
        : base(tenantId, Guid.CreateVersion7(now)) =>
        (Name, Hash, Permissions, CreatedById, CreatedAt) = (name.Trim(), hash, permissions, createdById, now);

    public string Name { get; private set; } = "";

    /// <summary>SHA-256 of the secret, lower-case hex.</summary>
    public string Hash { get; private set; } = "";

    public IReadOnlyList<string> Permissions { get; private set; } = [];

    public Guid CreatedById { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}

/// <summary>What a role permits; one row per pair. Belongs to the platform, not to a tenant.</summary>
public sealed class RolePermission
{
    private RolePermission() { }

    public RolePermission(string role, string permission) => (Role, Permission) = (role, permission);

    public string Role { get; private set; } = "";

    public string Permission { get; private set; } = "";
}
