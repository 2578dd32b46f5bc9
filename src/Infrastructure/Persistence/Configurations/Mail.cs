using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

internal sealed class MailboxConfiguration : IEntityTypeConfiguration<Mailbox>
{
    public void Configure(EntityTypeBuilder<Mailbox> mailbox)
    {
        mailbox.Table("mailboxes", DeskDb.Communications);
        mailbox.BelongsToTenant();
        mailbox.Ignore(m => m.Domain);
        mailbox.HasIndex(m => m.TenantId, "ux_mailboxes_tenant").IsUnique();
        // Finds the tenant, so it is unique over all of them.
        mailbox.HasIndex(m => m.ChannelKey).IsUnique();
    }
}

internal sealed class EnvelopeConfiguration : IEntityTypeConfiguration<Envelope>
{
    public void Configure(EntityTypeBuilder<Envelope> envelope)
    {
        envelope.Table("envelopes", DeskDb.Communications);
        envelope.Refers<Envelope, Message>(e => new { e.TenantId, e.Id });
        envelope.Refers<Envelope, Conversation>(e => new { e.TenantId, e.ConversationId });
        envelope.Property(e => e.References).HasConversion<WordsAsArray>(WordsAsArray.Comparer).HasColumnType("text[]");
        // An e-mail is known by its Message-ID, whichever way it comes; answers name it.
        envelope.HasIndex(e => new { e.TenantId, e.HeaderId }, "ux_envelopes_header_id").IsUnique();
        envelope.HasIndex(e => new { e.TenantId, e.ConversationId, e.CreatedAt, e.Id });
        envelope.HasIndex(e => new { e.TenantId, e.Sender, e.CreatedAt }, "ix_envelopes_sender").HasFilter("sender is not null");
    }
}

internal sealed class AttachmentConfiguration : IEntityTypeConfiguration<Attachment>
{
    public void Configure(EntityTypeBuilder<Attachment> attachment)
    {
        attachment.Table("attachments", DeskDb.Communications);
        attachment.Ignore(a => a.PlannedKey);
        attachment.Refers<Attachment, Message>(a => new { a.TenantId, a.MessageId });
        attachment.Refers<Attachment, Conversation>(a => new { a.TenantId, a.ConversationId });
        attachment.HasIndex(a => new { a.TenantId, a.MessageId, a.Place }).IsUnique();
        attachment.HasIndex(a => new { a.TenantId, a.ReceiptId }, "ix_attachments_waiting").HasFilter("state = 'waiting'");
    }
}
