using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Mail;

/// <summary>What an e-mail has beside the text that is shown: by its ids answers find their conversation. Has the id of its message.</summary>
public sealed class Envelope : Entity
{
    /// <summary>Chains of references grow with every answer; the first and the newest are enough to find a conversation.</summary>
    public const int MaxReferences = 20;

    public const int MaxIdLength = 500, MaxSubjectLength = 500, MaxFullTextLength = 100_000;

    private Envelope() { }

    private Envelope(Message message, string headerId, string subject, DateTimeOffset now) : base(message.TenantId, message.Id) =>
        (ConversationId, HeaderId, Subject, CreatedAt) = (message.ConversationId, headerId, Cut(subject.Trim(), MaxSubjectLength), now);

    public Guid ConversationId { get; private set; }

    /// <summary><c>Message-ID</c> without its angle brackets.</summary>
    public string HeaderId { get; private set; } = "";

    public string? InReplyTo { get; private set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> References { get; private set; } = [];

    public string Subject { get; private set; } = "";

    /// <summary>Who wrote, lower case; null for what we send.</summary>
    public string? Sender { get; private set; }

    /// <summary>With quotations and signature; null where the message shows all of it.</summary>
    public string? FullText { get; private set; }

    /// <summary>How many files came with it; the first ones have rows of their own.</summary>
    public int Attachments { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Envelope Received(Message message, string headerId, string? inReplyTo, IReadOnlyList<string> references, string subject, string sender, string fullText, int attachments,
        DateTimeOffset now) => new(message, headerId, subject, now)
    {
        InReplyTo = inReplyTo, References = Chain(references, null), Sender = sender, Attachments = attachments,
        FullText = fullText == message.Text ? null : Cut(fullText, MaxFullTextLength),
    };

    /// <summary>An answer within the thread that its conversation has so far. The same message always has the same id, so that a second copy would be known as one.</summary>
    /// <param name="answered">The e-mail that it follows; null begins a thread.</param>
    public static Envelope Sent(Message message, Mailbox from, string subject, Envelope? answered, DateTimeOffset now) => new(message, $"{message.Id:n}@{from.Domain}", subject, now)
    {
        InReplyTo = answered?.HeaderId, References = answered is null ? [] : Chain(answered.References, answered.HeaderId),
    };

    private static IReadOnlyList<string> Chain(IReadOnlyList<string> earlier, string? last)
    {
        List<string> all = [.. earlier, .. last is null ? Array.Empty<string>() : [last]];
        return all.Count <= MaxReferences ? all : [all[0], .. all.Skip(all.Count - MaxReferences + 1)];
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
