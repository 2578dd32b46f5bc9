using System.Globalization;
using System.Text;

namespace EscalationCqrs.Domain.Mail;

/// <summary>A stranger's name for a file, as far as any system may safely have it: no folders, nothing that is not seen, nothing that turns the direction of writing to hide an ending.</summary>
public static class FileName
{
    public const int MaxLength = 120;

    private const int MaxEnding = 12;

    /// <summary>What some system takes for more than a letter of a name.</summary>
    private const string Reserved = "<>:\"/\\|?*";

    /// <param name="place">Names one that has no name, from 0.</param>
    public static string Safe(string? name, int place)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var plain = string.Concat(last.EnumerateRunes().Where(IsSeen).Select(r => Reserved.Contains(r.ToString(), StringComparison.Ordinal) ? "_" : r.ToString())).Normalize();
        // A leading dot hides a file, one at the end is dropped by some systems, and so are blanks.
        plain = plain.Trim(' ', '.');
        return plain.Length == 0 ? $"file-{place + 1}" : Shortened(plain);
    }

    private static string Shortened(string name)
    {
        if (name.Length <= MaxLength)
            return name;
        var dot = name.LastIndexOf('.');
        var ending = dot >= 0 && name.Length - dot <= MaxEnding ? name[dot..] : "";
        var stem = new StringInfo(name[..(MaxLength - ending.Length)]);
        // Whole letters, with what belongs to them.
        return (stem.LengthInTextElements > 1 ? stem.SubstringByTextElements(0, stem.LengthInTextElements - 1) : stem.String) + ending;
    }

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
