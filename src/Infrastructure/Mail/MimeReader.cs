using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Mail;
using MimeKit;

namespace EscalationCqrs.Infrastructure.Mail;

/// <summary>Reads e-mails of all sorts: any structure, any character set, as well as it can be done.</summary>
internal sealed class MimeReader : IMailReader
{
    private static readonly string[] Bulk = ["bulk", "list", "junk"];

    static MimeReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public InboundMail Read(byte[] raw)
    {
        using var stream = new MemoryStream(raw, writable: false);
        // Who sends deeply nested parts wants our stack, not our help.
        using var message = MimeMessage.Load(new ParserOptions { MaxMimeDepth = 64 }, stream);
        if (message.Headers.Count == 0)
            throw new FormatException("There are no header fields.");
        var sender = message.From.Mailboxes.FirstOrDefault() ?? message.Sender;
        var from = MailAddress.IsValid(sender?.Address) ? MailAddress.Normal(sender!.Address) : null;
        var (returned, files) = (Returned(message), MailFiles.Of(message));
        return new(Id(message.MessageId) ?? $"{Convert.ToHexStringLower(SHA256.HashData(raw))}@without-id", Id(message.InReplyTo), References(message), from, Name(sender), message.Subject ?? "",
            Text(message), files.Count, returned is null ? MailFiles.Read(files) : [], returned is null ? Machine(message) : null, Loops(message), returned);
    }

    private static List<string> References(MimeMessage message) =>
        [.. message.References.Append(message.InReplyTo).Select(Id).OfType<string>().Distinct()];

    private static string? Id(string? id) => string.IsNullOrWhiteSpace(id) || id.Length > Envelope.MaxIdLength ? null : id.Replace("\0", "", StringComparison.Ordinal).Trim();

    private static string? Name(MailboxAddress? sender)
    {
        var name = sender?.Name?.Replace("\0", "", StringComparison.Ordinal).Trim();
        return string.IsNullOrEmpty(name) ? null : name.Length <= 200 ? name : name[..200];
    }

    private static string Text(MimeMessage message) => message.TextBody is { } plain && !string.IsNullOrWhiteSpace(plain) ? plain : message.HtmlBody is { } html ? MailText.OfHtml(html) : "";

    /// <summary>Why it must be taken for a machine's.</summary>
    private static string? Machine(MimeMessage message)
    {
        if (Header(message, "Auto-Submitted") is { } submitted && !submitted.StartsWith("no", StringComparison.OrdinalIgnoreCase))
            return "auto_submitted";
        if (Header(message, "Return-Path") == "<>" || Header(message, "X-Autoreply") is not null || Header(message, "X-Autorespond") is not null)
            return "auto_submitted";
        return Bulk.Contains(Header(message, "Precedence")?.ToLowerInvariant()) || Header(message, "List-Id") is not null ? "bulk" : null;
    }

    private static List<string> Loops(MimeMessage message) =>
        [.. message.Headers.Where(h => h.Field.Equals(MailText.LoopHeader, StringComparison.OrdinalIgnoreCase)).Select(h => MailAddress.Normal(h.Value))];

    private static ReturnedMail? Returned(MimeMessage message)
    {
        if (message.Body is not MultipartReport report || !string.Equals(report.ReportType, "delivery-status", StringComparison.OrdinalIgnoreCase))
            return null;
        var fields = report.OfType<MessageDeliveryStatus>().SelectMany(s => s.StatusGroups).FirstOrDefault(g => g["Action"] is not null);
        var fate = fields?["Action"]?.Trim().ToLowerInvariant() switch
        {
            "failed" => MailFate.Failed,
            "delayed" => MailFate.Delayed,
            "delivered" => MailFate.Delivered,
            _ => MailFate.Unknown,
        };
        return new([.. Originals(message, report)], fate, Status(fields?["Status"]));
    }

    /// <summary>Servers give the e-mail back as a whole, or its header alone, or just refer to it.</summary>
    private static IEnumerable<string> Originals(MimeMessage message, MultipartReport report)
    {
        var within = report.OfType<MessagePart>().Select(p => p.Message?.MessageId)
            .Concat(report.OfType<TextPart>().Where(p => p.ContentType.IsMimeType("text", "rfc822-headers")).Select(HeadersIn));
        return within.Concat(message.References).Append(message.InReplyTo).Select(Id).OfType<string>().Distinct();
    }

    private static string? HeadersIn(TextPart part)
    {
        using var stream = new MemoryStream();
        part.Content?.DecodeTo(stream);
        stream.Position = 0;
        return HeaderList.Load(stream)["Message-ID"]?.Trim().Trim('<', '>');
    }

    private static string? Status(string? status) => status?.Trim().Split(' ')[0] is { Length: > 0 and <= 12 } code && code.All(c => char.IsAsciiDigit(c) || c == '.') ? code : null;

    private static string? Header(MimeMessage message, string name) => message.Headers[name]?.Trim();
}
