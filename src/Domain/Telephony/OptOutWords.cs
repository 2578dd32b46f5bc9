using System.Globalization;
using System.Text;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>What a message means for the sender's consent, if it is one of the words that carriers honour.</summary>
public enum OptOutWord
{
    None,
    OptOut,
    OptIn,
    Help,
}

/// <summary>
/// The words by which people leave, rejoin or ask about text messages. A word counts only as the whole message, in any case,
/// with spaces and punctuation around it ignored; the carriers act on the same words.
/// </summary>
public static class OptOutWords
{
    private static readonly Dictionary<string, OptOutWord> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["STOP"] = OptOutWord.OptOut,
        ["STOPALL"] = OptOutWord.OptOut,
        ["UNSUBSCRIBE"] = OptOutWord.OptOut,
        ["CANCEL"] = OptOutWord.OptOut,
        ["END"] = OptOutWord.OptOut,
        ["REVOKE"] = OptOutWord.OptOut,
        ["OPTOUT"] = OptOutWord.OptOut,
        ["QUIT"] = OptOutWord.OptOut,
        ["START"] = OptOutWord.OptIn,
        ["YES"] = OptOutWord.OptIn,
        ["UNSTOP"] = OptOutWord.OptIn,
        ["HELP"] = OptOutWord.Help,
        ["INFO"] = OptOutWord.Help,
    };

    private static readonly int LongestWord = Words.Keys.Max(w => w.Length);

    /// <summary>What the carriers make of a message, whoever sent it.</summary>
    public static OptOutWord Recognise(string text) => Words.GetValueOrDefault(Bare(text));

    /// <summary>
    /// What a message means from this sender. "YES" is first of all an answer to a question: it rejoins only someone who has opted out.
    /// The words that opt out hold for everyone, since the carrier blocks the number whatever our question was.
    /// </summary>
    public static OptOutWord Recognise(string text, bool senderHasOptedOut) =>
        !senderHasOptedOut && Bare(text).Equals("YES", StringComparison.OrdinalIgnoreCase) ? OptOutWord.None : Recognise(text);

    private static string Bare(string text)
    {
        var bare = text.AsSpan();
        while (Rune.DecodeFromUtf16(bare, out var first, out var length) == System.Buffers.OperationStatus.Done && IsAround(first))
            bare = bare[length..];
        while (Rune.DecodeLastFromUtf16(bare, out var last, out var length) == System.Buffers.OperationStatus.Done && IsAround(last))
            bare = bare[..^length];
        return bare.Length <= LongestWord ? bare.ToString() : "";
    }

    private static bool IsAround(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber);
}
