using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

internal sealed class DeskEventConfiguration : IEntityTypeConfiguration<DeskEvent>
{
    public void Configure(EntityTypeBuilder<DeskEvent> happened)
    {
        happened.ToTable("events", DeskDb.Support);
        happened.HasKey(e => new { e.TenantId, e.Seq });
        happened.Property(e => e.Seq).UseIdentityAlwaysColumn();
        happened.Property(e => e.Xid).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()").ValueGeneratedOnAdd();
        happened.Property(e => e.Data).HasColumnType("jsonb");
        happened.Refers<DeskEvent, Conversation>(e => new { e.TenantId, e.ConversationId });
        happened.Refers<DeskEvent, Escalation>(e => new { e.TenantId, e.EscalationId });
        // The followers of a node read all tenants in one go.
        happened.HasIndex(e => new { e.Xid, e.Seq });
        happened.HasIndex(e => new { e.TenantId, e.EscalationId, e.Xid, e.Seq });
        happened.HasIndex(e => new { e.TenantId, e.ConversationId, e.Xid, e.Seq });
        // Reports count resolutions by event.
        happened.HasIndex(e => new { e.TenantId, e.At }, "ix_events_resolved").HasFilter("type = 'resolved'");
    }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        // No foreign keys: the entries outlive what they speak of.
        entry.ToTable("audit_entries", DeskDb.Support);
        entry.HasKey(e => new { e.TenantId, e.Id });
        entry.Property(e => e.Id).ValueGeneratedNever();
        entry.Property(e => e.Seq).UseIdentityAlwaysColumn();
        entry.Property(e => e.Xid).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()").ValueGeneratedOnAdd();
        entry.Property(e => e.Changes).HasColumnType("jsonb");
        entry.HasIndex(e => new { e.TenantId, e.Xid, e.Seq });
        entry.HasIndex(e => new { e.TenantId, e.At, e.Id });
        entry.HasIndex(e => new { e.TenantId, e.Action, e.At, e.Id });
        entry.HasIndex(e => new { e.TenantId, e.ResourceId, e.At, e.Id });
        entry.HasIndex(e => new { e.TenantId, e.ActorId, e.At, e.Id });
    }
}

internal sealed class AuditSealConfiguration : IEntityTypeConfiguration<AuditSeal>
{
    public void Configure(EntityTypeBuilder<AuditSeal> seal)
    {
        seal.ToTable("audit_seals", DeskDb.Support);
        seal.HasKey(s => new { s.TenantId, s.Link });
        seal.Property(s => s.Link).ValueGeneratedNever();
        seal.Property(s => s.ToXid).HasColumnType("xid8");
    }
}
