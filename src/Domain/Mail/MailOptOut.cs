using System.Text.RegularExpressions;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Mail;

/// <summary>
/// Whether an e-mail asks to be left alone, or to be written to again. A word counts as all that was newly written, or as the subject of an e-mail without words, which is what mail
/// programs send for their button. The words are fewer than for texts: no carrier acts on them, and who writes "cancel" answers a question.
/// </summary>
public static partial class MailOptOut
{
    private const int LongestPhrase = 200;

    /// <param name="text">What was newly written.</param>
    public static OptOutWord Recognise(string text, string subject)
    {
        var said = Plain(text.Length > 0 ? text : MailSubject.Root(subject));
        if (Out().IsMatch(said) || (said.Length <= LongestPhrase && Phrase().IsMatch(said)))
            return OptOutWord.OptOut;
        return In().IsMatch(said) ? OptOutWord.OptIn : OptOutWord.None;
    }

    private static string Plain(string text) => Around().Replace(Blanks().Replace(text.Normalize().Replace('’', '\''), " "), "").ToLowerInvariant();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Around();

    [GeneratedRegex("^(?:unsubscribe|stop|stopall|opt[ -]?out|h(?:ủy|uỷ) đăng ký|ngừng gửi)$", RegexOptions.CultureInvariant)]
    private static partial Regex Out();

    [GeneratedRegex("^(?:subscribe|resubscribe|start|unstop|opt[ -]?in|đăng ký lại)$", RegexOptions.CultureInvariant)]
    private static partial Regex In();

    // Only what can mean nothing else: "I don't get your e-mails" is a complaint, "stop the delivery" an errand.
    [GeneratedRegex(@"\bunsubscribe me\b|\bstop (?:e-?mailing|writing(?: to)?|contacting) (?:me|us)\b|\bstop sending (?:me |us )?(?:any more |these |those |your )?(?:e-?mails|mails?|messages)\b"
        + @"|\b(?:do not|don't|never) (?:e-?mail|write to|contact) (?:me|us) (?:again|any ?more|ever again)\b|\b(?:take|remove) (?:me|my address) (?:off|from) (?:your|the|this) (?:mailing )?list\b"
        + @"|(?:đừng|ngừng|ngưng|dừng|không muốn nhận) (?:gửi )?(?:thư|e-?mail)(?: cho tôi)? nữa", RegexOptions.CultureInvariant)]
    private static partial Regex Phrase();
}
