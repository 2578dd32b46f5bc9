using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>
/// Takes telephone numbers and e-mail addresses out of any text, for logs. Whatever could be dialled somewhere is taken for a number, and digits beside it go
/// with it; ids, times, addresses of machines, versions and prices stay readable.
/// </summary>
public static partial class ContactMask
{
    private const string MaskedEmail = "[e-mail]";

    /// <summary>Shorter than any number that can be dialled from elsewhere. Without separators and a plus sign it takes one more: counters are as long.</summary>
    private const int FewestDigits = 7;

    /// <summary>No number has more; longer ones without separators are ticks and ids.</summary>
    private const int MostDigits = 15;

    public static string Mask(string text) =>
        text.Contains('@', StringComparison.Ordinal) || text.Contains("%40", StringComparison.Ordinal) || text.Any(char.IsDigit)
            ? Contacts().Replace(text, Replace)
            : text;

    private static string Replace(Match match)
    {
        if (match.Groups["email"].Success)
            return MaskedEmail;
        if (match.Groups["run"] is not { Success: true, ValueSpan: var run })
            return match.Value;
        var digits = AsciiDigits(run);
        var isNumber = match.Groups["plus"].Success ? digits.Length >= FewestDigits
            : digits.Length == run.Length ? digits.Length is > FewestDigits and <= MostDigits
            : digits.Length >= FewestDigits && !DecimalOrVersion().IsMatch(run);
        return isNumber ? $"[phone …{digits[^2..]}]" : match.Value;
    }

    private static string AsciiDigits(ReadOnlySpan<char> text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var c in text)
            if (CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit)
                digits.Append((char)('0' + digit));
        return digits.ToString();
    }

    // In this order: addresses, then what only looks like numbers and is passed over, then runs of digit groups.
    [GeneratedRegex(
        """
        (?<email> (?<![\p{L}\p{N}._%+'-]) (?>(?:(?!%40)[\p{L}\p{N}._%+'-])+) (?:@|%40) [\p{L}\p{N}] [\p{L}\p{N}-]* (?:\.[\p{L}\p{N}-]+)+ )
        | (?<![\p{L}\p{N}]) [0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12} (?![\p{L}\p{N}])
        | (?<![\p{L}\p{N}]) [0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2} (?![\p{L}\p{N}])
        | (?<![\p{L}\p{N}]) [0-9A-V]{13}:[0-9A-F]{8} (?![\p{L}\p{N}])
        | (?<!\d) (?:19|20)\d\d(?<day>[-/.])(?:0[1-9]|1[0-2])\k<day>(?:0[1-9]|[12]\d|3[01])(?!\d) (?:[T\ ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|\ ?[+-]\d\d:?\d\d)?)?
        | (?<!\d) (?:0?[1-9]|[12]\d|3[01])(?<day>[-/.])(?:0?[1-9]|[12]\d|3[01])\k<day>(?:19|20)\d\d(?!\d) (?:,?\ \d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?
        | (?<![\p{L}\p{N}_]) (?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)? (?![\p{L}\p{N}_])
        | (?<![\p{L}\p{N}_]) 1[5-9]\d{8}(?:\d{3}){0,2} (?![\p{L}\p{N}_])
        | (?<!\d) \d\d:\d\d:\d\d(?:[.,]\d+)?
        | (?<![\d.]) \d{1,3}(?:\.\d{1,3}){3} (?!\.?\d)
        | (?:\p{Sc}|(?<!\p{L})(?:USD|EUR|GBP|VND|JPY)) \s? \d+(?:[.,]\d+)*
        | (?<![\p{L}\p{N}_]) (?:\d{1,3}(?:[.\ \u00A0\u202F]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)*) \s? (?:\p{Sc}|(?:USD|EUR|GBP|VND|JPY)(?!\p{L}))
        | (?:(?<![\p{L}\p{N}_])|(?<=(?i:%20|%3A|%3D))) (?<plus>\+|＋|%2[Bb]|\\u002[Bb])?
          (?<run> (?:\((?=\d{1,5}\)[\ .-]{0,2}\d))? \d+ (?:(?:[\ \u00A0\u202F().\u2010-\u2015\u2212-]{1,3}|/)\d+)* ) (?![\p{L}\p{N}_])
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Contacts();

    /// <summary>A fraction, or numbers between dots of which one is a single digit: telephone numbers have such a group at most in front, and then no zero.</summary>
    [GeneratedRegex(@"^(?:(?:0|[1-9]\d*)\.\d+|0(?:\.\d+)+|\d+(?:\.\d+)*\.\d(?:\.\d+)*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalOrVersion();
}
