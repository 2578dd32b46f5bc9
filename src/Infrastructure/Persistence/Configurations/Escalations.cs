using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Teams;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

internal sealed class EscalationConfiguration : IEntityTypeConfiguration<Escalation>
{
    public void Configure(EntityTypeBuilder<Escalation> escalation)
    {
        escalation.Table("escalations");
        Columns(escalation);
        References(escalation);
        Indexes(escalation);
    }

    private static void Columns(EntityTypeBuilder<Escalation> escalation)
    {
        escalation.Ignore(e => e.Raised).Ignore(e => e.IsOpen);
        escalation.Property(e => e.Version).HasColumnName("xmin").IsRowVersion();
        escalation.Property(e => e.Tags).HasConversion<WordsAsArray>(WordsAsArray.Comparer).HasColumnType("text[]");
        escalation.Property(e => e.Metadata).HasColumnType("jsonb");
        escalation.Property(e => e.Marks).HasField("_marks").HasConversion<MarksAsJson>(MarksAsJson.Comparer).HasColumnType("jsonb");
        escalation.ComplexProperty(e => e.Targets, targets =>
        {
            targets.Property(t => t.FirstResponse).HasConversion<Seconds>().HasColumnName("first_response_target_seconds");
            targets.Property(t => t.Resolution).HasConversion<Seconds>().HasColumnName("resolution_target_seconds");
        });
        escalation.Property(e => e.WorkRank)
            .HasComputedColumnSql("case priority when 'urgent' then 0 when 'high' then 1 when 'medium' then 2 else 3 end", stored: true);
        escalation.Property(e => e.StateRank).HasComputedColumnSql(
            "case state when 'pending' then 0 when 'assigned' then 1 when 'in_progress' then 2 when 'waiting_on_customer' then 3 when 'resolved' then 4 else 5 end", stored: true);
        escalation.Property(e => e.Unfinished).HasComputedColumnSql("state not in ('resolved', 'cancelled')", stored: true);
    }

    private static void References(EntityTypeBuilder<Escalation> escalation)
    {
        escalation.Refers<Escalation, Conversation>(e => new { e.TenantId, e.ConversationId });
        escalation.Refers<Escalation, Customer>(e => new { e.TenantId, e.CustomerId });
        escalation.Refers<Escalation, Team>(e => new { e.TenantId, e.TeamId });
        escalation.Refers<Escalation, StaffMember>(e => new { e.TenantId, e.OwnerId });
        escalation.Refers<Escalation, Number>(e => new { e.TenantId, e.NumberId });
        escalation.HasMany(e => e.Assignments).WithOne().HasForeignKey(a => new { a.TenantId, a.EscalationId }).OnDelete(DeleteBehavior.NoAction);
        escalation.HasMany(e => e.Breaches).WithOne().HasForeignKey(b => new { b.TenantId, b.EscalationId }).OnDelete(DeleteBehavior.NoAction);
    }

    private static void Indexes(EntityTypeBuilder<Escalation> escalation)
    {
        const string unfinished = "unfinished";
        escalation.HasIndex(e => new { e.TenantId, e.ConversationId }, "ux_escalations_open").IsUnique().HasFilter(unfinished);

        // Open work in the orders of the inbox, as a whole, by owner and by team; with what the counts of tabs and chips need.
        escalation.HasIndex(e => new { e.TenantId, e.WorkRank, e.RequestedAt, e.Id }, "ix_escalations_work").HasFilter(unfinished).IncludeProperties(e => new { e.TeamId, e.State });
        escalation.HasIndex(e => new { e.TenantId, e.OwnerId, e.WorkRank, e.RequestedAt, e.Id }, "ix_escalations_work_of_owner").HasFilter(unfinished).IncludeProperties(e => new { e.TeamId, e.State });
        escalation.HasIndex(e => new { e.TenantId, e.TeamId, e.WorkRank, e.RequestedAt, e.Id }, "ix_escalations_work_of_team").HasFilter(unfinished).IncludeProperties(e => new { e.OwnerId, e.State });
        escalation.HasIndex(e => new { e.TenantId, e.DueOrder, e.Id }, "ix_escalations_due").HasFilter(unfinished);

        // All there is, finished work included, in the same orders: no page may cost more as history grows.
        escalation.HasIndex(e => new { e.TenantId, e.RequestedAt, e.Id });
        escalation.HasIndex(e => new { e.TenantId, e.State, e.RequestedAt, e.Id });
        escalation.HasIndex(e => new { e.TenantId, e.State, e.WorkRank, e.RequestedAt, e.Id });
        escalation.HasIndex(e => new { e.TenantId, e.StateRank, e.RequestedAt, e.Id });
        escalation.HasIndex(e => new { e.TenantId, e.WorkRank, e.RequestedAt, e.Id });
        escalation.HasIndex(e => new { e.TenantId, e.DueOrder, e.Id });
        escalation.HasIndex(e => new { e.TenantId, e.OwnerId, e.RequestedAt, e.Id });
        escalation.HasIndex(e => new { e.TenantId, e.TeamId, e.RequestedAt, e.Id });
        escalation.HasIndex(e => new { e.TenantId, e.CustomerId });
        escalation.HasIndex(e => new { e.TenantId, e.ConversationId });

        // Inbound SMS joins the latest one of its pair of numbers.
        escalation.HasIndex(e => new { e.TenantId, e.Phone, e.NumberId, e.RequestedAt });

        // Missed targets that nobody has written down yet, over all tenants.
        escalation.HasIndex(e => e.FirstResponseDueAt, "ix_escalations_first_response_due")
            .HasFilter("unfinished and first_response_breached_at is null and first_responded_at is null");
        escalation.HasIndex(e => e.ResolutionDueAt, "ix_escalations_resolution_due").HasFilter("unfinished and resolution_breached_at is null");
    }
}

internal sealed class AssignmentConfiguration : IEntityTypeConfiguration<Assignment>
{
    public void Configure(EntityTypeBuilder<Assignment> assignment)
    {
        // That intervals do not overlap is an exclusion constraint, made by the migration.
        assignment.Table("assignments");
        assignment.Property(a => a.End).HasColumnName("ended_by");
        assignment.Refers<Assignment, StaffMember>(a => new { a.TenantId, a.AgentId });
        assignment.HasIndex(a => new { a.TenantId, a.EscalationId, a.FromAt });
        assignment.HasIndex(a => new { a.TenantId, a.EscalationId }, "ux_assignments_open").IsUnique().HasFilter("to_at is null");
        assignment.HasIndex(a => new { a.TenantId, a.AgentId, a.FromAt });
        // Reports: ownerships that ended within some days.
        assignment.HasIndex(a => new { a.TenantId, a.ToAt });
    }
}

internal sealed class NoteConfiguration : IEntityTypeConfiguration<Note>
{
    public void Configure(EntityTypeBuilder<Note> note)
    {
        note.Table("notes");
        note.Refers<Note, Escalation>(n => new { n.TenantId, n.EscalationId });
        note.Refers<Note, Conversation>(n => new { n.TenantId, n.ConversationId });
        note.HasIndex(n => new { n.TenantId, n.ConversationId, n.CreatedAt, n.Id });
        note.HasIndex(n => new { n.TenantId, n.EscalationId, n.CreatedAt, n.Id });
    }
}

internal sealed class SlaBreachConfiguration : IEntityTypeConfiguration<SlaBreach>
{
    public void Configure(EntityTypeBuilder<SlaBreach> breach)
    {
        breach.Table("sla_breaches");
        breach.HasIndex(b => new { b.TenantId, b.EscalationId, b.Target, b.Cycle }).IsUnique();
        breach.HasIndex(b => new { b.TenantId, b.DueAt, b.Id });
    }
}
