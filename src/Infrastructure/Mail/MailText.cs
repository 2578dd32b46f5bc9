using System.Net;
using System.Text;
using EscalationCqrs.Application.Ports;
using MimeKit;
using MimeKit.Text;

namespace EscalationCqrs.Infrastructure.Mail;

/// <summary>Our e-mails as MIME, and the words of other people's HTML.</summary>
internal static class MailText
{
    public const string LoopHeader = "X-Loop";

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    { "p", "div", "br", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article", "hr" };

    public static MimeMessage Compose(OutboundMail mail, DateTimeOffset now)
    {
        var message = new MimeMessage { MessageId = mail.HeaderId, Subject = mail.Subject, Date = now };
        message.From.Add(new MailboxAddress(Encoding.UTF8, mail.FromName, mail.FromAddress));
        message.To.Add(new MailboxAddress(null, mail.To));
        if (mail.InReplyTo is { } answered)
            message.InReplyTo = answered;
        message.References.AddRange(mail.References);
        // Comes back to us in whatever a machine answers; then we know it for our own.
        message.Headers.Add(LoopHeader, mail.FromAddress);
        message.Headers.Add(HeaderId.ContentLanguage, mail.Locale);
        message.Body = new MultipartAlternative(Plain(mail.Text), Html(mail.Text, mail.Locale));
        return message;
    }

    /// <summary>HTML without its marks, a line for each block.</summary>
    public static string OfHtml(string html)
    {
        var text = new StringBuilder();
        var hidden = 0;
        var tokens = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true };
        while (tokens.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag)
                hidden = Tag(tag, text, hidden);
            else if (token is HtmlDataToken data && hidden == 0 && token.Kind == HtmlTokenKind.Data)
                text.Append(Joined(data.Data, text));
        }

        return string.Join('\n', text.ToString().Split('\n').Select(l => l.TrimEnd()));
    }

    private static int Tag(HtmlTagToken tag, StringBuilder text, int hidden)
    {
        if (tag.Name is "style" or "script" or "head" or "title")
            return Math.Max(0, hidden + (tag.IsEndTag ? -1 : tag.IsEmptyElement ? 0 : 1));
        if (hidden == 0 && Blocks.Contains(tag.Name) && (tag.Name.Equals("br", StringComparison.OrdinalIgnoreCase) || (text.Length > 0 && text[^1] != '\n')))
            text.Append('\n');
        if (hidden == 0 && tag.Name == "blockquote" && !tag.IsEndTag)
            text.Append("> ");
        return hidden;
    }

    /// <summary>Line breaks of the source are blanks to a reader.</summary>
    private static string Joined(string data, StringBuilder before)
    {
        var words = string.Join(' ', data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (words.Length == 0)
            return before.Length > 0 && !char.IsWhiteSpace(before[^1]) ? " " : "";
        var front = char.IsWhiteSpace(data[0]) && before.Length > 0 && !char.IsWhiteSpace(before[^1]) ? " " : "";
        return front + words + (char.IsWhiteSpace(data[^1]) ? " " : "");
    }

    private static TextPart Plain(string text) => Part("plain", text.ReplaceLineEndings("\r\n") + "\r\n");

    private static TextPart Html(string text, string locale)
    {
        var paragraphs = text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(p => $"<p>{WebUtility.HtmlEncode(p).Replace("\n", "<br>\r\n", StringComparison.Ordinal)}</p>\r\n");
        return Part("html", $"<!doctype html>\r\n<html lang=\"{WebUtility.HtmlEncode(locale)}\"><head><meta charset=\"utf-8\"></head><body>\r\n{string.Concat(paragraphs)}</body></html>\r\n");
    }

    private static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(Encoding.UTF8, text);
        return part;
    }
}
