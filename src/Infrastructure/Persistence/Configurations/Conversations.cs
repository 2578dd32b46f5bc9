using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> conversation)
    {
        conversation.Table("conversations");
        conversation.Ignore(c => c.Raised);
        conversation.Refers<Conversation, Customer>(c => new { c.TenantId, c.CustomerId });
        conversation.HasIndex(c => new { c.TenantId, c.CustomerId, c.StartedAt });
    }
}

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> message)
    {
        message.Table("messages", DeskDb.Communications);
        message.Refers<Message, Conversation>(m => new { m.TenantId, m.ConversationId });
        message.Refers<Message, Escalation>(m => new { m.TenantId, m.EscalationId });
        message.Refers<Message, Number>(m => new { m.TenantId, m.NumberId });
        message.Refers<Message, Consent>(m => new { m.TenantId, m.ConsentId });
        message.Refers<Message, Message>(m => new { m.TenantId, m.RetryOfId });
        message.HasIndex(m => new { m.TenantId, m.ConversationId, m.CreatedAt, m.Id });
        message.HasIndex(m => new { m.TenantId, m.NumberId, m.NextAttemptAt, m.Id }, "ix_messages_queued").HasFilter("delivery = 'queued'");
        // Whether another message to the same customer goes first.
        message.HasIndex(m => new { m.TenantId, m.NumberId, m.Address, m.CreatedAt, m.Id }, "ix_messages_ahead").HasFilter("delivery in ('queued', 'dispatching')");
        // Proof of consent for one address.
        message.HasIndex(m => new { m.TenantId, m.Address, m.CreatedAt, m.Id }, "ix_messages_address").HasFilter("direction = 'outbound' and address is not null");
        message.HasIndex(m => m.DispatchedAt, "ix_messages_stuck").HasFilter("delivery in ('dispatching', 'uncertain')");
        message.HasIndex(m => new { m.TenantId, m.ConversationId, m.ClientRequestId }, "ux_messages_client_request").IsUnique().HasFilter("client_request_id is not null");
        message.HasIndex(m => new { m.TenantId, m.RetryOfId }, "ux_messages_retry_of").IsUnique().HasFilter("retry_of_id is not null");
        message.HasIndex(m => new { m.TenantId, m.NumberId, m.CarrierMessageId }, "ux_messages_carrier_message").IsUnique().HasFilter("carrier_message_id is not null");
    }
}

internal sealed class ConsentConfiguration : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> consent)
    {
        consent.Table("consents", DeskDb.Communications);
        consent.Refers<Consent, Customer>(c => new { c.TenantId, c.CustomerId });
        consent.HasIndex(c => new { c.TenantId, c.Channel, c.Address, c.GivenAt }).IsDescending(false, false, false, true);
        consent.HasIndex(c => new { c.TenantId, c.CustomerId });
    }
}
