using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;

namespace EscalationCqrs.Domain.Escalations;

/// <content>Who works on it.</content>
public sealed partial class Escalation
{
    /// <summary>An agent takes unowned work. Repeating one's own claim changes nothing.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Claim(StaffMember agent, AssignmentCause cause, Actor by, DateTimeOffset now)
    {
        GuardOpen();
        if (IsOwnedBy(agent.Id))
            return false;
        GuardUnowned();
        Own(agent, cause, by, null, now);
        return true;
    }

    /// <summary>Puts unowned work into an agent's hands.</summary>
    public void AssignTo(StaffMember agent, Actor by, DateTimeOffset now)
    {
        GuardOpen();
        GuardActive(agent);
        if (IsOwnedBy(agent.Id))
            return;
        GuardUnowned();
        Own(agent, AssignmentCause.Assign, by, null, now);
    }

    /// <summary>Moves owned or unowned work to another agent.</summary>
    public void ReassignTo(StaffMember agent, string reason, Actor by, DateTimeOffset now)
    {
        GuardOpen();
        GuardActive(agent);
        if (IsOwnedBy(agent.Id))
            return;
        EndAssignment(AssignmentEnd.Reassigned, now);
        LeavePause(now);
        Own(agent, AssignmentCause.Reassign, by, reason, now);
    }

    /// <summary>Moves the work to a team's queue; nobody owns it then.</summary>
    public void ReassignTo(Guid? teamId, string reason, Actor by, DateTimeOffset now)
    {
        GuardOpen();
        if (teamId == TeamId && OwnerId is null)
            return;
        if (OwnerId is not null)
            GiveBack(AssignmentEnd.Reassigned, by, reason, now);
        if (teamId == TeamId)
            return;
        var from = TeamId;
        (TeamId, RoutedBy, RoutingLockedAt) = (teamId, RoutingSource.Manual, now);
        Tell(EventTypes.TeamChanged, by, now, new { fromTeam = from, toTeam = teamId, reason });
    }

    /// <summary>The owner gives the work back to the queue.</summary>
    public void Release(Actor by, string? reason, DateTimeOffset now)
    {
        GuardOpen();
        if (OwnerId is null)
            throw new RuleViolation("not_assigned", "Nobody is handling this customer.");
        GiveBack(AssignmentEnd.Released, by, reason, now);
    }

    private void GiveBack(AssignmentEnd end, Actor by, string? reason, DateTimeOffset now)
    {
        var (from, agent) = (State, OwnerName);
        EndAssignment(end, now);
        LeavePause(now);
        (OwnerId, OwnerName, OwnerEmail, AssignedAt, State) = (null, null, null, null, EscalationState.Pending);
        Epoch++;
        Tell(EventTypes.Released, by, now, new { from, to = State, agent, reason });
    }

    /// <summary>The customer chose by key; what a person decided stays.</summary>
    public void RouteTo(Guid teamId, RoutingSource source, Actor by, DateTimeOffset now)
    {
        if (!IsOpen || OwnerId is not null || RoutedBy >= source || RoutingLockedAt is not null)
            return;
        var from = TeamId;
        (TeamId, RoutedBy) = (teamId, source);
        Tell(EventTypes.TeamChanged, by, now, new { fromTeam = from, toTeam = teamId });
    }

    private void Own(StaffMember agent, AssignmentCause cause, Actor by, string? reason, DateTimeOffset now)
    {
        var from = State;
        Epoch++;
        (OwnerId, OwnerName, OwnerEmail, AssignedAt, State) = (agent.Id, agent.Name, agent.Email, now, EscalationState.Assigned);
        FirstAssignedAt ??= now;
        _assignments.Add(new Assignment(this, agent, cause, by, reason, now));
        Tell(EventTypes.Assigned, by, now, new { from, to = State, agentId = agent.Id, agent = agent.Name, cause, reason });
    }

    private void EndAssignment(AssignmentEnd end, DateTimeOffset now)
    {
        if (OwnerId is null)
            return;
        var current = _assignments.LastOrDefault(a => a.ToAt is null)
            ?? throw new InvalidOperationException($"The open assignment of escalation {Id} was not loaded.");
        current.EndAt(now, end);
    }

    private void GuardUnowned()
    {
        if (OwnerId is not null)
            throw new RuleViolation("already_assigned", $"Customer is already assigned to {OwnerEmail}.", ("agent", OwnerName!), ("email", OwnerEmail!), ("agentId", OwnerId));
    }

    private void GuardOpen()
    {
        if (!IsOpen)
            throw new RuleViolation("not_open", "This request is finished; reopen it first.");
    }

    private static void GuardActive(StaffMember agent)
    {
        if (!agent.IsActive)
            throw new FieldRefused("userId", "agent_inactive", "This person no longer works here.");
    }
}
