using System.Text.RegularExpressions;

namespace EscalationCqrs.Domain.Mail;

/// <summary>One subject for a whole conversation, however often it was answered and forwarded.</summary>
public static partial class MailSubject
{
    /// <summary>Without the marks that mail programs put in front.</summary>
    public static string Root(string subject)
    {
        var root = Blanks().Replace(subject, " ").Trim();
        while (Mark().Match(root) is { Success: true } mark)
            root = root[mark.Length..];
        return root;
    }

    public static string Answer(string subject) => $"Re: {Root(subject)}";

    // English, German, French, Dutch, Scandinavian, Spanish, Portuguese, Italian, Vietnamese; also counted: Re[2]:
    [GeneratedRegex(@"^(?:re|fwd?|aw|wg|tr|rv|sv|vs|vb|antw|ref|res|enc|r|i|trả lời|chuyển tiếp)\s*(?:\[\d+\])?\s*[:：]\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
