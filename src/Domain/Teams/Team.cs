using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Teams;

/// <summary>Group of agents that share a queue.</summary>
public sealed class Team : Entity
{
    private Team() { }

    public Team(Guid tenantId, string name, DateTimeOffset now) : base(tenantId, Guid.CreateVersion7(now)) =>
        (Name, CreatedAt, IsActive) = (name.Trim(), now, true);

    public string Name { get; private set; } = "";

    public bool IsActive { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public void Rename(string name) => Name = name.Trim();

    public void SetActive(bool active) => IsActive = active;
}

/// <summary>One agent's place in one team; a person may be in several.</summary>
public sealed class TeamMember
{
    private TeamMember() { }

    public TeamMember(Guid tenantId, Guid teamId, Guid staffId) => (TenantId, TeamId, StaffId) = (tenantId, teamId, staffId);

    public Guid TenantId { get; private set; }

    public Guid TeamId { get; private set; }

    public Guid StaffId { get; private set; }
}
