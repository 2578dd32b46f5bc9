using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;

namespace EscalationCqrs.Domain.Escalations;

/// <summary>An interval in which exactly one agent owns an escalation. The database forbids two that overlap.</summary>
public sealed class Assignment : Entity
{
    private Assignment() { }

    internal Assignment(Escalation escalation, StaffMember agent, AssignmentCause cause, Actor by, string? reason, DateTimeOffset at)
        : base(escalation.TenantId, Guid.CreateVersion7(at))
    {
        (EscalationId, AgentId, AgentName, AgentEmail) = (escalation.Id, agent.Id, agent.Name, agent.Email);
        (Cause, AssignedById, Reason, FromAt, Epoch) = (cause, by.Id, reason, at, escalation.Epoch);
    }

    public Guid EscalationId { get; private set; }

    public Guid AgentId { get; private set; }

    /// <summary>As of the assignment.</summary>
    public string AgentName { get; private set; } = "";

    /// <summary>As of the assignment.</summary>
    public string AgentEmail { get; private set; } = "";

    public AssignmentCause Cause { get; private set; }

    public Guid? AssignedById { get; private set; }

    public string? Reason { get; private set; }

    public DateTimeOffset FromAt { get; private set; }

    /// <summary>Null while it lasts. The interval is half-open.</summary>
    public DateTimeOffset? ToAt { get; private set; }

    public AssignmentEnd? End { get; private set; }

    /// <summary>Rises with each change of owner; an outbound message carries the epoch under which it was accepted.</summary>
    public int Epoch { get; private set; }

    /// <summary>Closes the interval; never before it began, so that a clock that went back cannot make an impossible range.</summary>
    internal void EndAt(DateTimeOffset at, AssignmentEnd end) => (ToAt, End) = (at < FromAt ? FromAt : at, end);
}
