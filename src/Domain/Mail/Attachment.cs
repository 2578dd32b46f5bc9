using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Mail;

public enum AttachmentState
{
    /// <summary>Known and not in the store yet; its bytes are with the receipt of the e-mail.</summary>
    Waiting,

    Kept,

    /// <summary>Larger than is kept; nothing but this row is left of it.</summary>
    TooLarge,
}

/// <summary>A file that came with a customer's e-mail. It is never shown, only handed out as a file, and stays as long as its message.</summary>
public sealed class Attachment : Entity
{
    /// <summary>One that is larger is told by name and size. An e-mail as a whole has a limit of its own where it is taken in.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>More files of one e-mail are only counted.</summary>
    public const int MaxPerMail = 20;

    private Attachment() { }

    /// <param name="place">Which of the e-mail's files it is, from 0.</param>
    /// <param name="name">What the sender called it.</param>
    /// <param name="head">Its beginning, which says what it is: nobody believes the sender.</param>
    public Attachment(Message message, Guid receiptId, int place, string? name, long length, ReadOnlySpan<byte> head, DateTimeOffset now) : base(message.TenantId, Guid.CreateVersion7(now))
    {
        (MessageId, ConversationId, ReceiptId, Place, Length, CreatedAt) = (message.Id, message.ConversationId, receiptId, place, length, now);
        (Name, ContentType) = (FileName.Safe(name, place), FileType.Of(head));
        State = length <= MaxBytes ? AttachmentState.Waiting : AttachmentState.TooLarge;
    }

    public Guid MessageId { get; private set; }

    public Guid ConversationId { get; private set; }

    /// <summary>The delivery that it came with.</summary>
    public Guid ReceiptId { get; private set; }

    public int Place { get; private set; }

    public AttachmentState State { get; private set; }

    public string Name { get; private set; } = "";

    public string ContentType { get; private set; } = "";

    public long Length { get; private set; }

    /// <summary>Lower-case hexadecimal.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>Which store holds it, and where there.</summary>
    public string? Store { get; private set; }

    public string? Container { get; private set; }

    public string? Key { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Where it goes, the same on every try.</summary>
    public string PlannedKey => $"{TenantId:n}/mail/{CreatedAt:yyyy/MM}/{Id:n}";

    public void Keep(string store, string container, string sha256) =>
        (State, Store, Container, Key, Sha256) = (AttachmentState.Kept, store, container, PlannedKey, sha256);
}
