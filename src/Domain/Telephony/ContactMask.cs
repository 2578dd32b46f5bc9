using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>
/// Takes telephone numbers and e-mail addresses out of any text, for logs. Ids, times, addresses of machines and prices stay readable.
/// In doubt a number is masked.
/// </summary>
public static partial class ContactMask
{
    private const string MaskedEmail = "[e-mail]";
    private const int FewestDigits = 7;
    private const int MostDigits = 15;
    private const int MostGroups = 8;

    // Whose national ways of writing are recognised; with a plus sign every country is.
    private static readonly string[] Regions = ["US", "GB", "DE", "FR", "IT", "ES", "NL", "PL", "AU", "IN", "MX", "BR", "JP", "VN", "CN", "ZA"];

    public static string Mask(string text) =>
        text.Contains('@', StringComparison.Ordinal) || text.Contains("%40", StringComparison.Ordinal) || text.Any(char.IsDigit)
            ? Contacts().Replace(text, Replace)
            : text;

    private static string Replace(Match match)
    {
        if (match.Groups["email"].Success)
            return MaskedEmail;
        return match.Groups["run"].Success ? MaskedRun(match) : match.Value;
    }

    /// <summary>A run of digit groups may hold a number beside other digits: the longest stretch of groups that is one, from the left.</summary>
    private static string MaskedRun(Match match)
    {
        var text = match.Value;
        var groups = match.Groups["digits"].Captures;
        var masked = new StringBuilder();
        var copied = match.Index;

        for (var first = 0; first < groups.Count; first++)
        {
            if ((Longest(first, exactly: true) ?? Longest(first, exactly: false)) is not var (start, last, digits))
                continue;

            var end = groups[last].Index + groups[last].Length;
            masked.Append(text, copied - match.Index, start - copied).Append("[phone …").Append(digits.AsSpan(digits.Length - 2)).Append(']');
            (copied, first) = (end, last);
        }

        return masked.Append(text, copied - match.Index, match.Index + match.Length - copied).ToString();

        (int Start, int Last, string Digits)? Longest(int first, bool exactly)
        {
            for (var last = Math.Min(groups.Count, first + MostGroups) - 1; last >= first; last--)
            {
                var start = first == 0 ? match.Groups["run"].Index : groups[first].Index;
                if (first > 0 && text[start - match.Index - 1] == '(')
                    start--;
                var stretch = text[(start - match.Index)..(groups[last].Index + groups[last].Length - match.Index)];
                if (stretch[0] == '(' && stretch.Count(c => c == '(') > stretch.Count(c => c == ')'))
                    (start, stretch) = (start + 1, stretch[1..]);

                var sign = first == 0 ? match.Groups["plus"].Length : 0;
                var digits = AsciiDigits(stretch.AsSpan(sign));
                var isAmount = first == 0 && match.Groups["sign"].Success || last == groups.Count - 1 && match.Groups["unit"].Success;
                var isNumber = sign > 0 ? !exactly && digits.Length is >= FewestDigits and <= MostDigits
                    : !isAmount && (exactly ? NorthAmerican().IsMatch(stretch) : LooksDialled(stretch, digits));
                if (isNumber)
                    return (start, last, digits);
            }

            return null;
        }
    }

    private static bool LooksDialled(string stretch, string digits)
    {
        if (digits.Length is < FewestDigits or > MostDigits)
            return false;
        if (Bracketed().IsMatch(stretch))
            return true;
        if (Amount().IsMatch(stretch) || stretch.Contains('/') && digits[0] != '0')
            return false;
        if (digits.Length < 8)
            return false;

        // Without separators only a leading zero or a complete international number tells it from an id or a time.
        var separated = stretch.Length > digits.Length;
        if (!separated && digits[0] != '0')
            return digits.Length >= 11 && PhoneNumber.TryParse("+" + digits, null, out _);
        return !HasLoneDigit().IsMatch(stretch)
            && (PhoneNumber.TryParse("+" + digits, null, out _) || Regions.Any(r => PhoneNumber.TryParse(digits, r, out _)));
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
        | (?<!\d) (?:19|20)\d\d(?<day>[-/.])(?:0[1-9]|1[0-2])\k<day>(?:0[1-9]|[12]\d|3[01])(?!\d) (?:[T\ ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|\ ?[+-]\d\d:?\d\d)?)?
        | (?<!\d) (?:0?[1-9]|[12]\d|3[01])(?<day>[-/.])(?:0?[1-9]|[12]\d|3[01])\k<day>(?:19|20)\d\d(?!\d) (?:,?\ \d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?
        | (?<!\d) \d\d:\d\d:\d\d(?:[.,]\d+)?
        | (?<![\d.]) \d{1,3}(?:\.\d{1,3}){3} (?!\.?\d)
        | (?:(?<![\p{L}\p{N}_])|(?<=(?i:%20|%3A|%3D))) (?<sign>(?:\p{Sc}|(?<![\p{L}])(?:USD|EUR|GBP|VND|JPY)) \s? )?
          (?<run> (?<plus>\+|＋|%2[Bb]|\\u002[Bb])? \(?
            (?<digits>\d+) (?:(?:[\ \u00A0\u202F().\u2010-\u2015\u2212-]{1,3}|/)(?<digits>\d+))* )
          (?<unit> ,\d | \.\d | \s?(?:\p{Sc}|%(?!\d)|(?:USD|EUR|GBP|VND|JPY)(?![\p{L}])) )?
          (?![\p{L}\p{N}_])
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Contacts();

    [GeneratedRegex(@"^\(\d{2,5}\)", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    /// <summary>Ten digits in the North American way, with or without the leading 1; also the seven of a local call with a hyphen.</summary>
    [GeneratedRegex(@"^(?:1[-. ]?)?(?:(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])\d{3}[-. ]\d{4}|[2-9]\d{2}[2-9]\d{6}|[2-9]\d{2}[2-9]\d{2}[-. ]\d{4})\z|^[2-9]\d{2}-\d{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NorthAmerican();

    /// <summary>A decimal fraction, or thousands set apart.</summary>
    [GeneratedRegex(@"^(?:0|[1-9]\d*)\.\d+\z|^[1-9]\d{0,2}(?:\.\d{3})+\z|^[1-9]\d{0,1}(?:[ \u00A0\u202F]\d{3})+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    /// <summary>Versions and lists have single digits between separators, telephone numbers at most in front, and then no zero.</summary>
    [GeneratedRegex(@"^0[^\d]|[^\d]\d(?:[^\d]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex HasLoneDigit();
}
