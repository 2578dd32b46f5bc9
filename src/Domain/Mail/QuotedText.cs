using System.Text.RegularExpressions;

namespace EscalationCqrs.Domain.Mail;

/// <summary>Finds what somebody newly wrote in an e-mail: without what it answers to and without the signature. The whole stays with the envelope, so a wrong guess loses nothing.</summary>
public static partial class QuotedText
{
    /// <returns>The new part; the whole text where nothing new would be left.</returns>
    public static string New(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = End(lines);
        while (end > 0 && (string.IsNullOrWhiteSpace(lines[end - 1]) || lines[end - 1].StartsWith('>')))
            end--;
        var kept = string.Join('\n', lines.Take(end)).Trim();
        return kept.Length > 0 ? kept : text.Trim();
    }

    private static int End(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            // "-- " with its blank is the mark of a signature; programs that trim lines leave only the dashes.
            if (lines[i] is "-- " or "--" || Divider().IsMatch(lines[i]) || Device().IsMatch(lines[i]) || IsHeaderBlock(lines, i))
                return i;
            if (Introduction().IsMatch(lines[i]) || (i + 1 < lines.Length && lines[i].Length < 200 && Introduction().IsMatch($"{lines[i]} {lines[i + 1]}")))
                return QuotationFollows(lines, i) ? i : lines.Length;
        }

        return lines.Length;
    }

    /// <summary>People answer between the lines too: then what is below a quotation is theirs, and everything stays.</summary>
    private static bool QuotationFollows(string[] lines, int at)
    {
        var below = lines.Skip(at).SkipWhile(l => !l.StartsWith('>')).ToList();
        return below.Count == 0 || !below.SkipWhile(l => l.StartsWith('>') || string.IsNullOrWhiteSpace(l)).Any();
    }

    /// <summary>Outlook repeats the headers of what it answers to.</summary>
    private static bool IsHeaderBlock(string[] lines, int at) =>
        at + 2 < lines.Length && From().IsMatch(lines[at]) && lines.Skip(at + 1).Take(4).Count(l => OtherHeader().IsMatch(l)) >= 2;

    [GeneratedRegex(@"^\s*(?:-{3,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine|tin nhắn gốc|thư gốc)\s*-{3,}|_{20,})\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Divider();

    [GeneratedRegex(@"^\s*(?:sent from my .{1,40}|get outlook for .{1,30}|được gửi từ .{1,60}|đã gửi từ .{1,60}|von meinem .{1,40} gesendet)\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Device();

    [GeneratedRegex(@"^\s*(?:on\b.{6,300}\bwrote|vào\b.{6,300}\bđã viết|am\b.{6,300}\bschrieb\b.{0,100}|le\b.{6,300}\ba écrit)\s*[:：]\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Introduction();

    [GeneratedRegex(@"^\s*\*?(?:from|von|de|từ)\s*[:：]\*?\s*\S", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex From();

    [GeneratedRegex(@"^\s*\*?(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|à|objet|đã gửi|ngày|tới|đến|chủ đề)\s*[:：]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OtherHeader();
}
