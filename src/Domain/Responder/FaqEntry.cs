using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Responder;

/// <summary>A question the built-in responder can answer, in one language.</summary>
public sealed class FaqEntry : Entity
{
    private FaqEntry() { }

    public FaqEntry(Guid tenantId, string locale, string question, string answer, DateTimeOffset now) : base(tenantId, Guid.CreateVersion7(now)) =>
        (Locale, Question, Answer, UpdatedAt) = (locale, question.Trim(), answer.Trim(), now);

    public string Locale { get; private set; } = "en";

    public string Question { get; private set; } = "";

    public string Answer { get; private set; } = "";

    public DateTimeOffset UpdatedAt { get; private set; }

    public void Edit(string locale, string question, string answer, DateTimeOffset now) =>
        (Locale, Question, Answer, UpdatedAt) = (locale, question.Trim(), answer.Trim(), now);
}
