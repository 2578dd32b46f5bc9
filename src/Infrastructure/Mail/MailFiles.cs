using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Mail;
using MimeKit;

namespace EscalationCqrs.Infrastructure.Mail;

/// <summary>The files of an e-mail: whatever is not its words, pictures within them included.</summary>
internal static class MailFiles
{
    /// <summary>Parts that say something about the e-mail and nothing to a reader.</summary>
    private static readonly string[] Technical = ["application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "message/delivery-status", "message/disposition-notification"];

    public static IReadOnlyList<MimeEntity> Of(MimeMessage message) => [.. message.BodyParts.Where(IsFile)];

    public static IReadOnlyList<InboundFile> Read(IReadOnlyList<MimeEntity> files) => [.. files.Take(Attachment.MaxPerMail).Select(Read)];

    private static bool IsFile(MimeEntity part) =>
        !Technical.Contains(part.ContentType.MimeType, StringComparer.OrdinalIgnoreCase) && (part is not TextPart text || text.IsAttachment || text.FileName is not null);

    private static InboundFile Read(MimeEntity part)
    {
        using var content = new Beginning(Attachment.MaxBytes);
        if (part is MessagePart { Message: { } forwarded })
            forwarded.WriteTo(content);
        else
            (part as MimePart)?.Content?.DecodeTo(content);
        return new(NameOf(part), content.Written, content.ToArray());
    }

    private static string? NameOf(MimeEntity part) => part switch
    {
        MessagePart { Message.Subject: { Length: > 0 } subject } => part.ContentDisposition?.FileName ?? $"{subject}.eml",
        MimePart file => file.FileName,
        _ => part.ContentDisposition?.FileName,
    };

    /// <summary>Keeps the first bytes that are written to it and counts the rest.</summary>
    private sealed class Beginning(int most) : MemoryStream
    {
        public long Written { get; private set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Written += count;
            base.Write(buffer, offset, (int)Math.Min(count, most - Length));
        }

        public override void WriteByte(byte value) => Write([value], 0, 1);
    }
}
