using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

internal sealed class NumberConfiguration : IEntityTypeConfiguration<Number>
{
    public void Configure(EntityTypeBuilder<Number> number)
    {
        number.Table("numbers", DeskDb.Communications);
        number.BelongsToTenant();
        number.Property(n => n.VoiceMenu).HasConversion<MenuAsJson>().HasColumnType("jsonb");
        number.Property(n => n.Reporting).HasConversion<ReportingAsJson>().HasColumnType("jsonb");
        number.HasIndex(n => n.WatchAt, "ix_numbers_watch").HasFilter("watch_at is not null");
        number.HasIndex(n => n.LookAt, "ix_numbers_look").HasFilter("look_at is not null");
        number.Property(n => n.E164).HasColumnName("e164");
        number.HasIndex(n => new { n.TenantId, n.E164 }, "ux_numbers_e164").IsUnique();
        number.HasIndex(n => n.TenantId, "ux_numbers_default").IsUnique().HasFilter("is_default");
        // Finds the tenant, so it is unique over all of them.
        number.HasIndex(n => n.ChannelKey).IsUnique();
    }
}

internal sealed class WebhookReceiptConfiguration : IEntityTypeConfiguration<WebhookReceipt>
{
    public void Configure(EntityTypeBuilder<WebhookReceipt> receipt)
    {
        receipt.Table("webhook_receipts", DeskDb.Communications);
        receipt.Refers<WebhookReceipt, Number>(r => new { r.TenantId, r.NumberId });
        receipt.Refers<WebhookReceipt, Mailbox>(r => new { r.TenantId, r.MailboxId });
        receipt.ToTable(t => t.HasCheckConstraint("ck_webhook_receipts_channel", "num_nonnulls(number_id, mailbox_id) = 1"));
        // Anyone can send rubbish under a carrier's event id; only what is authentic may occupy it.
        receipt.HasIndex(r => new { r.TenantId, r.NumberId, r.EventId }, "ux_webhook_receipts_event").IsUnique().HasFilter("state <> 'quarantined'");
        receipt.HasIndex(r => new { r.TenantId, r.MailboxId, r.EventId }, "ux_webhook_receipts_mail").IsUnique().HasFilter("mailbox_id is not null and state <> 'quarantined'");
        receipt.HasIndex(r => r.NextAttemptAt, "ix_webhook_receipts_due").HasFilter("next_attempt_at is not null");
        receipt.HasIndex(r => new { r.TenantId, r.ReceivedAt, r.Id });
        receipt.HasIndex(r => new { r.TenantId, r.NumberId, r.ReceivedAt, r.Id });
        receipt.HasIndex(r => new { r.TenantId, r.NumberId, r.ReceivedAt }, "ix_webhook_receipts_quarantined").HasFilter("state = 'quarantined'");
    }
}
