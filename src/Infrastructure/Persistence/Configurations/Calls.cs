using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

internal sealed class CallConfiguration : IEntityTypeConfiguration<Call>
{
    public void Configure(EntityTypeBuilder<Call> call)
    {
        call.Table("calls", DeskDb.Communications);
        call.Ignore(c => c.Raised);
        call.Refers<Call, Conversation>(c => new { c.TenantId, c.ConversationId });
        call.Refers<Call, Escalation>(c => new { c.TenantId, c.EscalationId });
        call.Refers<Call, Customer>(c => new { c.TenantId, c.CustomerId });
        call.Refers<Call, Number>(c => new { c.TenantId, c.NumberId });
        call.Refers<Call, StaffMember>(c => new { c.TenantId, c.AgentId });
        call.Refers<Call, Consent>(c => new { c.TenantId, c.ConsentId });
        call.HasIndex(c => new { c.TenantId, c.EscalationId }, "ux_calls_running").IsUnique().HasFilter("state <> 'ended' and direction = 'outbound'");
        call.HasIndex(c => new { c.TenantId, c.EscalationId, c.ClientRequestId }, "ux_calls_client_request").IsUnique().HasFilter("client_request_id is not null");
        call.HasIndex(c => new { c.TenantId, c.NumberId, c.CarrierCallId }, "ux_calls_carrier_call").IsUnique().HasFilter("carrier_call_id is not null");
        call.HasIndex(c => new { c.TenantId, c.ConversationId, c.CreatedAt, c.Id });
        // Proof of consent for one number.
        call.HasIndex(c => new { c.TenantId, c.CustomerPhone, c.CreatedAt, c.Id }, "ix_calls_customer_phone").HasFilter("direction = 'outbound'");
        call.HasIndex(c => c.NextAttemptAt, "ix_calls_due").HasFilter("next_attempt_at is not null");
    }
}

internal sealed class RecordingConfiguration : IEntityTypeConfiguration<Recording>
{
    public void Configure(EntityTypeBuilder<Recording> recording)
    {
        recording.Table("recordings", DeskDb.Communications);
        recording.Ignore(r => r.Raised);
        recording.Refers<Recording, Call>(r => new { r.TenantId, r.CallId });
        recording.Refers<Recording, Conversation>(r => new { r.TenantId, r.ConversationId });
        recording.Refers<Recording, Escalation>(r => new { r.TenantId, r.EscalationId });
        recording.Refers<Recording, Customer>(r => new { r.TenantId, r.CustomerId });
        recording.Refers<Recording, Number>(r => new { r.TenantId, r.NumberId });
        recording.Property(r => r.Certificate).HasColumnType("jsonb");
        recording.HasIndex(r => new { r.TenantId, r.CallId, r.CarrierRecordingId }, "ux_recordings_call").IsUnique().AreNullsDistinct(false);
        recording.HasIndex(r => new { r.TenantId, r.EscalationId, r.CreatedAt });
        recording.HasIndex(r => new { r.TenantId, r.CreatedAt, r.Id });
        recording.HasIndex(r => r.NextAttemptAt, "ix_recordings_due").HasFilter("next_attempt_at is not null");
        recording.HasIndex(r => r.DeleteAfter, "ix_recordings_expired").HasFilter("state in ('stored', 'available', 'failed', 'missing') and legal_hold is null and deleting_since is null");
        recording.HasIndex(r => r.DeletingSince, "ix_recordings_deleting").HasFilter("deleting_since is not null and state <> 'deleted'");
        recording.HasIndex(r => new { r.TenantId, r.CreatedAt, r.Id }, "ix_recordings_left").HasFilter("state in ('stored', 'deleted') and carrier_deleted_at is null and next_attempt_at is null and attempts >= 12");
        recording.HasIndex(r => new { r.TenantId, r.AgentId, r.CreatedAt, r.Id });
        recording.HasIndex(r => new { r.TenantId, r.State, r.CreatedAt, r.Id });
        recording.HasIndex(r => new { r.TenantId, r.CreatedAt, r.Id }, "ix_recordings_held").HasFilter("legal_hold is not null");
        // Few among all that are stored: what is on its way, given up or missing.
        recording.HasIndex(r => new { r.TenantId, r.CreatedAt, r.Id }, "ix_recordings_unsettled").HasFilter("state not in ('stored', 'deleted')");
    }
}

internal sealed class RecordingInventoryConfiguration : IEntityTypeConfiguration<RecordingInventory>
{
    public void Configure(EntityTypeBuilder<RecordingInventory> inventory)
    {
        inventory.Table("recording_inventories", DeskDb.Communications);
        inventory.Refers<RecordingInventory, Number>(i => new { i.TenantId, i.Id });
    }
}

internal sealed class RecordingNoteConfiguration : IEntityTypeConfiguration<RecordingNote>
{
    public void Configure(EntityTypeBuilder<RecordingNote> note)
    {
        note.Table("recording_notes", DeskDb.Communications);
        note.Refers<RecordingNote, Recording>(n => new { n.TenantId, n.RecordingId });
        note.HasIndex(n => new { n.TenantId, n.RecordingId, n.AtSecond });
    }
}

internal sealed class RecordingAccessConfiguration : IEntityTypeConfiguration<RecordingAccess>
{
    public void Configure(EntityTypeBuilder<RecordingAccess> access)
    {
        access.Table("recording_accesses", DeskDb.Communications);
        access.Refers<RecordingAccess, Recording>(a => new { a.TenantId, a.RecordingId });
        access.HasIndex(a => new { a.TenantId, a.RecordingId, a.At });
    }
}
