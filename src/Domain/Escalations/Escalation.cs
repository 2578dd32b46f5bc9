using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;

namespace EscalationCqrs.Domain.Escalations;

/// <summary>
/// A request for a person on one conversation. At most one is open per conversation and at most one agent owns it; both are held by the
/// database too. Fields are here; the moves are in the other parts of the class.
/// </summary>
public sealed partial class Escalation : Aggregate
{
    public const int MinReasonLength = 10, MaxReasonLength = 2000, MaxNotesLength = 4000;

    /// <summary>Stands for "nothing is due" where rows are ordered.</summary>
    public static readonly DateTimeOffset NeverDue = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<Assignment> _assignments = [];
    private readonly List<SlaBreach> _breaches = [];
    private List<SlaMark> _marks = [];

    private Escalation() { }

    /// <summary>Opens a request. Times come from the server's clock.</summary>
    /// <param name="method">Null where a rule asks without the customer's consent: staff then answer in the chat.</param>
    /// <param name="phone">E.164; mandatory for SMS and calls.</param>
    public Escalation(Conversation conversation, string reason, ContactMethod? method, string? phone, string? email, Priority priority,
        EscalationOrigin origin, Guid? teamId, Guid? numberId, SlaTargets targets, Actor by, DateTimeOffset now)
        : base(conversation.TenantId, Guid.CreateVersion7(now))
    {
        GuardContact(method, phone, email);
        (ConversationId, CustomerId, Reason, PreferredMethod) = (conversation.Id, conversation.CustomerId, reason.Trim(), method);
        (Phone, Email, Priority, Origin, NumberId, TeamId) = (phone, MailAddress.NormalOrNull(email), priority, origin, numberId, teamId);
        (RequestedAt, UpdatedAt, Targets) = (now, now, targets);
        if (by.Kind == ActorKind.Customer)
            LastCustomerMessageAt = now;
        if (teamId is not null)
            RoutedBy = RoutingSource.Manual;
        Mark(SlaMarkKind.Opened, now);
        Tell(EventTypes.EscalationOpened, by, now, new { to = State, priority, method, origin });
        conversation.PauseBot(Id, by, now);
    }

    public Guid ConversationId { get; private set; }

    public Guid CustomerId { get; private set; }

    public EscalationState State { get; private set; }

    public Priority Priority { get; private set; }

    public EscalationOrigin Origin { get; private set; }

    public ContactMethod? PreferredMethod { get; private set; }

    /// <summary>E.164.</summary>
    public string? Phone { get; private set; }

    /// <summary>In lower case, as it is compared with consents and senders.</summary>
    public string? Email { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>Our number that texts this customer; with <see cref="Phone"/> the pair that joins inbound SMS.</summary>
    public Guid? NumberId { get; private set; }

    public Guid? TeamId { get; private set; }

    public RoutingSource? RoutedBy { get; private set; }

    public DateTimeOffset? RoutingLockedAt { get; private set; }

    /// <summary>The agent who owns it; stays as the last owner after the end.</summary>
    public Guid? OwnerId { get; private set; }

    public string? OwnerName { get; private set; }

    public string? OwnerEmail { get; private set; }

    /// <summary>Since when the present owner has it.</summary>
    public DateTimeOffset? AssignedAt { get; private set; }

    /// <summary>Rises with each change of owner.</summary>
    public int Epoch { get; private set; }

    /// <summary>Rises with each event; clients ignore what is older than what they hold.</summary>
    public long Revision { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    public DateTimeOffset? FirstAssignedAt { get; private set; }

    public DateTimeOffset? FirstRespondedAt { get; private set; }

    /// <summary>Our last message or answered call.</summary>
    public DateTimeOffset? LastContactAt { get; private set; }

    /// <summary>When we last heard from the customer: a message, a call, the request itself unless others opened it. Null if never.</summary>
    public DateTimeOffset? LastCustomerMessageAt { get; private set; }

    /// <summary>Messages of the customer since staff last wrote or read.</summary>
    public int Unread { get; private set; }

    public int SmsSent { get; private set; }

    public DateTimeOffset? ResolvedAt { get; private set; }

    public Guid? ResolvedById { get; private set; }

    public string? ResolvedByName { get; private set; }

    public string? ResolutionNotes { get; private set; }

    public DateTimeOffset? CancelledAt { get; private set; }

    public string? CancelReason { get; private set; }

    public int Reopenings { get; private set; }

    public IReadOnlyList<string> Tags { get; private set; } = [];

    /// <summary>JSON object of the integrator's own values.</summary>
    public string Metadata { get; private set; } = "{}";

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The targets in force, copied when opened or when the priority changed.</summary>
    public SlaTargets Targets { get; private set; }

    /// <summary>All that the SLA clock needs, in order.</summary>
    public IReadOnlyList<SlaMark> Marks => _marks;

    /// <summary>When the first answer is, or was, due.</summary>
    public DateTimeOffset? FirstResponseDueAt { get; private set; }

    /// <summary>When the end is due; null while paused.</summary>
    public DateTimeOffset? ResolutionDueAt { get; private set; }

    /// <summary>What is due next: until the first answer that target decides, even if the other is nearer. Null when nothing runs.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary><see cref="DueAt"/> with a far future in the place of nothing, so that lists can be sorted and paged by it.</summary>
    public DateTimeOffset DueOrder { get; private set; } = NeverDue;

    /// <summary>0 for urgent to 3 for low; kept by the database.</summary>
    public int WorkRank { get; private set; }

    /// <summary>The state's place in its enum; kept by the database.</summary>
    public int StateRank { get; private set; }

    /// <summary>Neither resolved nor cancelled; kept by the database for its partial indexes.</summary>
    public bool Unfinished { get; private set; }

    public DateTimeOffset? FirstResponseBreachedAt { get; private set; }

    public DateTimeOffset? ResolutionBreachedAt { get; private set; }

    /// <summary>Only those that a handler loaded, and those added since.</summary>
    public IReadOnlyList<Assignment> Assignments => _assignments;

    public IReadOnlyList<SlaBreach> Breaches => _breaches;

    /// <summary>Row version of the database.</summary>
    public uint Version { get; private set; }

    public bool IsOpen => State.IsOpen();

    public bool IsOwnedBy(Guid? staffId) => IsOpen && OwnerId is not null && OwnerId == staffId;

    private static void GuardContact(ContactMethod? method, string? phone, string? email)
    {
        if (method is ContactMethod.Sms or ContactMethod.Call && phone is null)
            throw new FieldRefused("phone", "phone_required", "Enter the telephone number we may reach you on.");
        if (method is ContactMethod.Email && string.IsNullOrWhiteSpace(email))
            throw new FieldRefused("email", "email_required", "Enter the e-mail address we may write to.");
    }

    /// <summary>What an integrator says of it.</summary>
    /// <param name="metadata">A JSON object.</param>
    public void Describe(IEnumerable<string> tags, string metadata) => (Tags, Metadata) = ([.. tags.Select(t => t.Trim()).Where(t => t.Length > 0).Distinct()], metadata);

    /// <summary>Something else of this request has changed, for example a call: clients must not take its event for an old one.</summary>
    public long Advance(DateTimeOffset at)
    {
        UpdatedAt = at;
        return ++Revision;
    }

    private void Tell(string type, Actor by, DateTimeOffset at, object? data = null)
    {
        Raise(new DeskEvent(TenantId, ConversationId, Id, type, at, by, data).Concerning(TeamId, OwnerId, Advance(at)));
    }
}
