using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Sla;

/// <summary>The targets of one priority of a tenant.</summary>
public sealed class SlaPolicy
{
    /// <summary>What a new tenant starts with.</summary>
    public static readonly IReadOnlyDictionary<Priority, SlaTargets> Defaults = new Dictionary<Priority, SlaTargets>
    {
        [Priority.Urgent] = new(TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)),
        [Priority.High] = new(TimeSpan.FromMinutes(15), TimeSpan.FromHours(4)),
        [Priority.Medium] = new(TimeSpan.FromHours(1), TimeSpan.FromHours(24)),
        [Priority.Low] = new(TimeSpan.FromHours(4), TimeSpan.FromHours(72)),
    };

    private SlaPolicy() { }

    public SlaPolicy(Guid tenantId, Priority priority, SlaTargets targets)
    {
        (TenantId, Priority) = (tenantId, priority);
        Set(targets);
    }

    public Guid TenantId { get; private set; }

    public Priority Priority { get; private set; }

    public int FirstResponseMinutes { get; private set; }

    public int ResolutionMinutes { get; private set; }

    public SlaTargets Targets => new(TimeSpan.FromMinutes(FirstResponseMinutes), TimeSpan.FromMinutes(ResolutionMinutes));

    public void Set(SlaTargets targets)
    {
        if (targets.FirstResponse < TimeSpan.FromMinutes(1))
            throw new FieldRefused("firstResponseMinutes", "out_of_range", "A first response needs at least one minute.");
        if (targets.Resolution < targets.FirstResponse)
            throw new FieldRefused("resolutionMinutes", "out_of_range", "The resolution target cannot be shorter than the first response.");
        (FirstResponseMinutes, ResolutionMinutes) = ((int)targets.FirstResponse.TotalMinutes, (int)targets.Resolution.TotalMinutes);
    }
}

/// <summary>A missed target. Recorded once by its deadline, never deleted.</summary>
public sealed class SlaBreach : Entity
{
    private SlaBreach() { }

    internal SlaBreach(Escalation escalation, SlaTarget target, int cycle, DateTimeOffset dueAt, DateTimeOffset now)
        : base(escalation.TenantId, Guid.CreateVersion7(now)) =>
        (EscalationId, Target, Cycle, DueAt, RecordedAt, TeamId, Priority) = (escalation.Id, target, cycle, dueAt, now, escalation.TeamId, escalation.Priority);

    public Guid EscalationId { get; private set; }

    public SlaTarget Target { get; private set; }

    /// <summary>0 for the first run, one more after each reopening.</summary>
    public int Cycle { get; private set; }

    /// <summary>The moment of the breach.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>When the desk wrote it down.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    public Guid? TeamId { get; private set; }

    public Priority Priority { get; private set; }
}
