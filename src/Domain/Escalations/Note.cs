using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Escalations;

/// <summary>Internal remark, never sent to the customer; kept apart from messages so that no sender can meet it.</summary>
public sealed class Note : Entity
{
    public const int MaxLength = 4000;

    private Note() { }

    internal Note(Escalation escalation, Actor by, string text, DateTimeOffset now) : base(escalation.TenantId, Guid.CreateVersion7(now)) =>
        (EscalationId, ConversationId, AuthorId, AuthorName, Text, CreatedAt) = (escalation.Id, escalation.ConversationId, by.Id, by.Name, text.Trim(), now);

    public Guid EscalationId { get; private set; }

    public Guid ConversationId { get; private set; }

    public Guid? AuthorId { get; private set; }

    public string AuthorName { get; private set; } = "";

    public string Text { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }
}
