using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Tenants;

namespace EscalationCqrs.Application.Ports;

/// <summary>
/// The few look-ups that run before a tenant is known, or over all tenants. They find ids; the work itself is then done inside one tenant.
/// Each opens and returns its own connection, and throws <see cref="DatabaseAway"/> when the database cannot be reached.
/// </summary>
public interface ICrossTenant
{
    /// <summary>The tenant that an address names.</summary>
    Task<TenantFacts?> TenantBySlug(string slug, CancellationToken ct);

    /// <summary>Every tenant in which an account is, or was, a member of staff.</summary>
    Task<IReadOnlyList<Membership>> MembershipsOf(Guid accountId, CancellationToken ct);

    /// <summary>All that a request needs to know about a member of staff, in one round trip; null if the account is no member.</summary>
    Task<StaffFacts?> Staff(Guid tenantId, Guid accountId, CancellationToken ct);

    /// <summary>A page of all tenants, in the order of their slugs.</summary>
    Task<IReadOnlyList<TenantRow>> Tenants(string? afterSlug, int limit, CancellationToken ct);

    /// <summary>Null if the account does not administer the platform, or is disabled.</summary>
    Task<PlatformFacts?> PlatformAdministrator(Guid accountId, CancellationToken ct);

    /// <summary>All that a request needs to know about a platform administrator inside a tenant; null if that visit is over, was never theirs, or their power ended.</summary>
    Task<VisitFacts?> Visit(Guid tenantId, Guid visitId, Guid accountId, DateTimeOffset now, CancellationToken ct);

    /// <summary>What a role permits now.</summary>
    Task<IReadOnlySet<string>> PermissionsOf(string role, CancellationToken ct);

    /// <summary>An API token by the SHA-256 of its secret, lower-case hex. Revoked ones are found too.</summary>
    Task<TokenFacts?> TokenByHash(string hash, CancellationToken ct);

    /// <summary>The number whose webhook addresses carry this key.</summary>
    Task<NumberFacts?> NumberByChannelKey(string channelKey, CancellationToken ct);

    /// <summary>The mailbox whose address for deliveries carries this key.</summary>
    Task<(Guid TenantId, Guid MailboxId)?> MailboxByChannelKey(string channelKey, CancellationToken ct);

    /// <summary>Tenants whose mailbox is active, not paused, and has queued e-mails due.</summary>
    Task<IReadOnlyList<Guid>> DueMailboxes(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Active numbers, not paused, that have queued messages due.</summary>
    Task<IReadOnlyList<(Guid TenantId, Guid NumberId)>> DueNumbers(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Active numbers, not paused, whose carrier is to be asked: about the order to report, about messages that were sent, or both.</summary>
    Task<IReadOnlyList<(Guid TenantId, Guid NumberId, bool Watches, bool Looks)>> NumbersToWatch(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Messages being dispatched since before a moment, and uncertain ones about which to ask now: the oldest of each number, and of them the oldest first.</summary>
    Task<IReadOnlyList<StuckMessage>> StuckMessages(DateTimeOffset now, DateTimeOffset dispatchedBefore, int ofNumber, int limit, CancellationToken ct);

    /// <summary>Webhook receipts whose next attempt is due, oldest first.</summary>
    Task<IReadOnlyList<(Guid TenantId, Guid ReceiptId)>> DueReceipts(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Calls to be placed, and those of which nothing was heard for a while.</summary>
    Task<IReadOnlyList<(Guid TenantId, Guid CallId, bool IsNew)>> DueCalls(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Recordings to be fetched, or missing by now.</summary>
    Task<IReadOnlyList<(Guid TenantId, Guid RecordingId)>> DueRecordings(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Stored recordings whose time is over.</summary>
    Task<IReadOnlyList<(Guid TenantId, Guid RecordingId)>> ExpiredRecordings(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>How many <c>messages</c>, <c>webhooks</c>, <c>calls</c> and <c>recordings</c> are due, and since when.</summary>
    /// <param name="tenantId">Null for all tenants.</param>
    Task<IReadOnlyDictionary<string, QueueDepth>> QueueDepths(Guid? tenantId, DateTimeOffset now, CancellationToken ct);

    /// <summary>One number for each account that a tenant has at a carrier.</summary>
    Task<IReadOnlyList<(Guid TenantId, Guid NumberId)>> CarrierAccounts(CancellationToken ct);

    /// <summary>Escalations with a missed target that is not written down yet.</summary>
    Task<IReadOnlyList<(Guid TenantId, Guid EscalationId)>> DueBreaches(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Tenants with audit entries that no seal covers.</summary>
    Task<IReadOnlyList<Guid>> UnsealedTenants(CancellationToken ct);

    /// <summary>How messages fare on their way out, over all tenants.</summary>
    /// <param name="queuedBefore">Messages that wait since before this moment are overdue.</param>
    Task<CarrierLoad> CarrierLoad(DateTimeOffset queuedBefore, CancellationToken ct);

    /// <summary>Where the log of events ends now, as far as no transaction in flight can still write before it.</summary>
    Task<EventCursor> EventsHead(CancellationToken ct);

    /// <summary>Events of all tenants after a cursor, in order, none that a transaction in flight could still precede.</summary>
    Task<IReadOnlyList<EventRow>> EventsAfter(EventCursor cursor, int limit, CancellationToken ct);
}

/// <summary>A tenant as its public address shows it.</summary>
public sealed record TenantFacts(Guid Id, string Slug, string Name, string Locale, string TimeZone, string DefaultRegion, bool ResponderEnabled, IReadOnlyList<string> WidgetOrigins);

/// <summary>One account's place in one tenant.</summary>
public sealed record Membership(Guid TenantId, string Slug, string TenantName, string Role, bool IsActive);

/// <summary>A member of staff with what the role permits.</summary>
/// <param name="TimeZone">The person's own, else the tenant's.</param>
/// <param name="SecurityStamp">Sessions that carry another one have ended; null for a disabled account.</param>
public sealed record StaffFacts(Guid TenantId, Guid AccountId, string Name, string Email, string Role, bool IsActive, string Locale, string TimeZone, Presence Presence,
    string TenantSlug, string TenantName, VisibilityPolicy Visibility, IReadOnlyList<Guid> TeamIds, IReadOnlySet<string> Permissions, string? SecurityStamp);

/// <summary>A tenant as the platform sees it from outside.</summary>
/// <param name="StaffCount">Active members.</param>
public sealed record TenantRow(Guid Id, string Slug, string Name, int StaffCount, DateTimeOffset CreatedAt);

/// <summary>A platform administrator who is in no tenant.</summary>
/// <param name="SecurityStamp">Sessions that carry another one have ended.</param>
public sealed record PlatformFacts(Guid AccountId, string Name, string Email, string SecurityStamp);

/// <summary>A running visit, with what its visitor may do.</summary>
public sealed record VisitFacts(Guid TenantId, Guid VisitId, PlatformFacts By, string TenantSlug, string TenantName, IReadOnlySet<string> Permissions, string Reason, DateTimeOffset UntilAt);

/// <summary>An API token without its secret.</summary>
public sealed record TokenFacts(Guid TenantId, Guid Id, string Name, IReadOnlySet<string> Permissions, DateTimeOffset? RevokedAt);

/// <summary>One of our numbers with its credentials as they are stored.</summary>
public sealed record NumberFacts(Guid TenantId, Guid Id, string E164, string Carrier, string AccountId, string ProtectedSecret, bool IsActive)
{
    public override string ToString() => $"NumberFacts {{ Id = {Id} }}";
}

/// <summary>A message that a dispatcher left in the middle of its way.</summary>
/// <param name="NumberId">Null for e-mail.</param>
public sealed record StuckMessage(Guid TenantId, Guid MessageId, Guid? NumberId, DeliveryState Delivery);

/// <summary>A place in the log of events. Order is by transaction, then by sequence.</summary>
public readonly record struct EventCursor(ulong Xid, long Seq) : IComparable<EventCursor>
{
    public int CompareTo(EventCursor other) => Xid != other.Xid ? Xid.CompareTo(other.Xid) : Seq.CompareTo(other.Seq);

    public override string ToString() => $"{Xid}.{Seq}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out EventCursor cursor)
    {
        cursor = default;
        if (text?.Split('.') is not [var xid, var seq] || !ulong.TryParse(xid, out var x) || !long.TryParse(seq, out var s))
            return false;
        cursor = new(x, s);
        return true;
    }
}

/// <summary>An event as the followers read it.</summary>
public sealed record EventRow(EventCursor Cursor, Guid TenantId, Guid ConversationId, Guid? EscalationId, string Type, DateTimeOffset At, ActorKind ActorKind,
    Guid? ActorId, string ActorName, string Data, Guid? TeamId, Guid? OwnerId, long Version);

/// <summary>Messages on their way out. Counts stop at 1,000.</summary>
public sealed record CarrierLoad(int PausedNumbers, int OverdueMessages, int UncertainMessages);
