using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Platform;

/// <summary>
/// A platform administrator's stay in a tenant, for a reason and for a time. The row is the tenant's own and stays, so that the tenant can always
/// see who was there.
/// </summary>
public sealed class PlatformVisit : Entity
{
    public const int MinReasonLength = 10, MaxReasonLength = 200;

    public static readonly TimeSpan UsualLength = TimeSpan.FromHours(1), LongestLength = TimeSpan.FromHours(8);

    private PlatformVisit() { }

    public PlatformVisit(Guid tenantId, Guid accountId, string name, string email, string reason, TimeSpan length, DateTimeOffset now)
        : base(tenantId, Guid.CreateVersion7(now))
    {
        if (length <= TimeSpan.Zero || length > LongestLength)
            throw new FieldRefused("minutes", "visit_length", "A visit lasts from one minute to eight hours.");
        (AccountId, AccountName, AccountEmail, Reason, FromAt, UntilAt) = (accountId, name, email, reason.Trim(), now, now + length);
    }

    public Guid AccountId { get; private set; }

    /// <summary>As of the visit.</summary>
    public string AccountName { get; private set; } = "";

    /// <summary>As of the visit.</summary>
    public string AccountEmail { get; private set; } = "";

    public string Reason { get; private set; } = "";

    public DateTimeOffset FromAt { get; private set; }

    /// <summary>From here on the tenant is closed again, whether they left or not.</summary>
    public DateTimeOffset UntilAt { get; private set; }

    /// <summary>Null while they have not left by themselves.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    public bool IsRunning(DateTimeOffset now) => LeftAt is null && now < UntilAt;

    /// <summary>Ends the visit before its time; leaving again changes nothing.</summary>
    public void Leave(DateTimeOffset now) => LeftAt ??= now < UntilAt ? now : UntilAt;
}
