using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Staff;

/// <summary>Whether an agent may receive work now.</summary>
public enum Presence { Offline, Online, Away, Busy }

/// <summary>A person's membership of a tenant. Its id is the id of the sign-in account; whoever has history is deactivated, never deleted.</summary>
public sealed class StaffMember : Entity
{
    public const int DefaultMaxConcurrent = 5;

    private StaffMember() { }

    public StaffMember(Guid tenantId, Guid accountId, string name, string email, string role, string locale, DateTimeOffset now)
        : base(tenantId, accountId) =>
        (Name, Email, Role, Locale, CreatedAt, IsActive, MaxConcurrent) = (name.Trim(), email.Trim(), role, locale, now, true, DefaultMaxConcurrent);

    public string Name { get; private set; } = "";

    public string Email { get; private set; } = "";

    /// <summary>Name of a role; what it permits is data.</summary>
    public string Role { get; private set; } = "";

    public Presence Presence { get; private set; }

    /// <summary>How many open escalations at once automatic assignment may give.</summary>
    public int MaxConcurrent { get; private set; }

    public bool IsActive { get; private set; }

    public string Locale { get; private set; } = "en";

    /// <summary>IANA name; null means the tenant's.</summary>
    public string? TimeZone { get; private set; }

    /// <summary>The person's own telephone, E.164; rings when they call a customer, and is shown to nobody else.</summary>
    public string? Phone { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? DeactivatedAt { get; private set; }

    public void Rename(string name) => Name = name.Trim();

    public void ChangeRole(string role) => Role = role;

    public void SetPresence(Presence presence) => Presence = presence;

    public void SetCapacity(int maxConcurrent) =>
        MaxConcurrent = maxConcurrent is >= 0 and <= 100 ? maxConcurrent
            : throw new FieldRefused("maxConcurrent", "out_of_range", "Enter a number from 0 to 100.");

    public void Prefer(string locale, string? timeZone) => (Locale, TimeZone) = (locale, timeZone);

    public void AnswerAt(string? phone) => Phone = phone;

    public void Deactivate(DateTimeOffset now)
    {
        if (!IsActive)
            return;
        (IsActive, DeactivatedAt, Presence) = (false, now, Presence.Offline);
    }

    public void Reactivate() => (IsActive, DeactivatedAt) = (true, null);
}
