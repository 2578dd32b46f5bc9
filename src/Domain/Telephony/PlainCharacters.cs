using System.Text;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>The plain characters that carriers send in place of typographic ones when asked to save segments.</summary>
internal static class PlainCharacters
{
    private static readonly Dictionary<char, string> Replacements = Table(
        ("\"", "«»“”„‟ʺˮ❝❞〝〞"),
        ("'", "‘’‛ʹʻʼʽˈˊˋ´`❛❜"),
        ("-", "‐‑‒–—―⁃•﹣⎼⎽"),
        ("...", "…"),
        ("!!", "‼"),
        ("/", "÷⁄∕⧸"),
        ("\\", "⧵⧹﹨"),
        ("|", "∣⎸⎹⏐"),
        ("<", "‹﹤"),
        (">", "›﹥"),
        (",", "‚、﹐﹑､"),
        (".", "。﹒｡"),
        ("*", "∗⁎✱✲✳"),
        ("~", "˜∼˷"),
        ("^", "ˆ"),
        ("_", "‗"),
        ("1/4", "¼"),
        ("1/2", "½"),
        ("3/4", "¾"),
        (" ", "\u00A0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000"),
        ("", "\u200B\u200C\u2060\uFEFF"));

    public static string In(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            // The full-width forms are ASCII moved by a fixed distance.
            if (c is >= '\uFF01' and <= '\uFF5E')
                plain.Append((char)(c - 0xFEE0));
            else if (Replacements.TryGetValue(c, out var replacement))
                plain.Append(replacement);
            else
                plain.Append(c);
        }

        return plain.ToString();
    }

    private static Dictionary<char, string> Table(params (string Plain, string Fancy)[] rows) =>
        rows.SelectMany(r => r.Fancy.Select(c => (c, r.Plain))).ToDictionary(p => p.c, p => p.Plain);
}
