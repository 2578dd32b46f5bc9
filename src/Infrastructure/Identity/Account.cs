using Microsoft.AspNetCore.Identity;

namespace EscalationCqrs.Infrastructure.Identity;

/// <summary>A sign-in account of the platform. Which tenants it may enter is said by their staff.</summary>
public sealed class Account : IdentityUser<Guid>
{
    /// <summary>Administers the platform itself; has no row in any tenant's staff.</summary>
    public bool IsSuperAdmin { get; set; }

    /// <summary>Of a platform administrator; members of staff have a name in each tenant.</summary>
    public string? Name { get; set; }

    public DateTimeOffset? DisabledAt { get; set; }
}

/// <summary>A key of the ring that protects cookies, tokens and carrier secrets.</summary>
internal sealed class DataProtectionKey
{
    public int Id { get; set; }

    public string? FriendlyName { get; set; }

    public string Xml { get; set; } = "";
}
