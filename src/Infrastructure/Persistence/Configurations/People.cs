using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Platform;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Teams;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

internal sealed class StaffMemberConfiguration : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> staff)
    {
        // The e-mail address is unique within the tenant whatever its letters' case: an index over an expression, made by the migration.
        staff.Table("staff");
        staff.BelongsToTenant();
        // An account's memberships of all tenants, for signing in.
        staff.HasIndex(s => s.Id);
    }
}

internal sealed class PlatformVisitConfiguration : IEntityTypeConfiguration<PlatformVisit>
{
    public void Configure(EntityTypeBuilder<PlatformVisit> visit)
    {
        // No foreign key to the account: it belongs to the platform, and the row outlives it.
        visit.Table("platform_visits");
        visit.BelongsToTenant();
        visit.HasIndex(v => new { v.TenantId, v.FromAt, v.Id });
    }
}

internal sealed class TeamConfiguration : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> team)
    {
        team.Table("teams");
        team.BelongsToTenant();
        team.HasIndex(t => new { t.TenantId, t.Name }).IsUnique();
    }
}

internal sealed class TeamMemberConfiguration : IEntityTypeConfiguration<TeamMember>
{
    public void Configure(EntityTypeBuilder<TeamMember> member)
    {
        member.ToTable("team_members", DeskDb.Support);
        member.HasKey(m => new { m.TenantId, m.TeamId, m.StaffId });
        member.Refers<TeamMember, Team>(m => new { m.TenantId, m.TeamId });
        member.Refers<TeamMember, StaffMember>(m => new { m.TenantId, m.StaffId });
        member.HasIndex(m => new { m.TenantId, m.StaffId });
    }
}

internal sealed class CustomerConfiguration : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> customer)
    {
        customer.Table("customers");
        customer.BelongsToTenant();
        customer.HasIndex(c => new { c.TenantId, c.Phone });
        customer.HasIndex(c => new { c.TenantId, c.CreatedAt, c.Id });
    }
}
