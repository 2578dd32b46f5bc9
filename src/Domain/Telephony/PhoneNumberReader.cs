using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>Finds the one telephone number in what a person typed, and judges it by the numbering plans.</summary>
internal static partial class PhoneNumberReader
{
    private const int LongestInput = 250;
    private const string Punctuation = @"\-x‐-―−ー－-／\u00A0\u00AD\u200B\u2060\u3000 ()（）［］.\[\]/~⁓∼～";
    private const string Keypad = "22233344455566677778889999";

    public static string? ReadE164(string? input, string? defaultRegion)
    {
        if (string.IsNullOrWhiteSpace(input) || input.Length > LongestInput)
            return null;

        var written = WithoutExtension(PossibleNumber(input));
        if (!Viable().IsMatch(written))
            return null;

        var digits = Digits(written);
        return written[0] is '+' or '＋'
            ? ReadInternational(digits)
            : NumberingPlans.ForRegion(defaultRegion) is { } home ? ReadDialledFrom(home, digits) : null;
    }

    /// <summary>The plan and national part of a number that is valid, or null.</summary>
    public static (NumberingPlan Plan, string National, PhoneNumberType Type)? Resolve(string e164)
    {
        if (!NumberingPlans.TrySplit(e164.AsSpan(1), out var callingCode, out var national))
            return null;

        foreach (var plan in NumberingPlans.ForCallingCode(callingCode))
        {
            if (plan.LeadingDigits is not null && !plan.BeginsHere(national))
                continue;
            if (plan.TypeOf(national) is { } type)
                return (plan, national, type);
            if (plan.LeadingDigits is not null)
                return null;
        }

        return null;
    }

    private static string? ReadInternational(string digits) =>
        NumberingPlans.TrySplit(digits, out var callingCode, out var rest)
            ? Judged(NumberingPlans.ForCallingCode(callingCode)[0], rest)
            : null;

    private static string? ReadDialledFrom(NumberingPlan home, string digits)
    {
        if (home.AfterInternationalPrefix(digits) is { } abroad)
            return ReadInternational(abroad);

        // The calling code without its plus sign: believed only where the digits make no national number.
        if (digits.StartsWith(home.CallingCode, StringComparison.Ordinal))
        {
            var rest = home.WithoutNationalPrefix(digits[home.CallingCode.Length..]);
            if (!home.Fits(digits) && home.Fits(rest))
                return Judged(home, rest);
        }

        return Judged(home, digits);
    }

    private static string? Judged(NumberingPlan plan, string national)
    {
        var shorter = plan.WithoutNationalPrefix(national);
        var e164 = $"+{plan.CallingCode}{(plan.MayHaveLength(shorter.Length) ? shorter : national)}";
        return Resolve(e164) is null ? null : e164;
    }

    /// <summary>The part of the input that may be a number: after any words or a scheme, before trailing punctuation.</summary>
    private static string PossibleNumber(string input)
    {
        var text = input;
        if (PhoneContext().Match(text) is { Success: true } context)
            text = context.Groups["prefix"].Value + text[..context.Index];
        var end = text.IndexOf(";isub=", StringComparison.OrdinalIgnoreCase);
        if (end >= 0)
            text = text[..end];
        if (text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            text = text[4..];
        else if (text.Contains("tel:", StringComparison.OrdinalIgnoreCase) && text.StartsWith('+'))
            text = text.Replace("tel:", "", StringComparison.OrdinalIgnoreCase);

        var start = 0;
        while (start < text.Length && text[start] is not ('+' or '＋') && !char.IsDigit(text[start]))
            start++;
        var stop = text.Length;
        while (stop > start && !char.IsLetterOrDigit(text[stop - 1]) && text[stop - 1] != '#')
            stop--;
        return text[start..stop];
    }

    private static string WithoutExtension(string written) =>
        Extension().Match(written) is { Success: true, Index: > 0 } extension && Viable().IsMatch(written[..extension.Index])
            ? written[..extension.Index]
            : written;

    /// <summary>ASCII digits only; letters count as on a keypad once there are three of them ("1-800-FLOWERS").</summary>
    private static string Digits(string written)
    {
        var lettersCount = written.Count(char.IsAsciiLetter) >= 3;
        var digits = new StringBuilder(written.Length);
        foreach (var c in written)
        {
            if (CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit)
                digits.Append((char)('0' + digit));
            else if (lettersCount && char.IsAsciiLetter(c))
                digits.Append(Keypad[char.ToUpperInvariant(c) - 'A']);
        }

        return digits.ToString();
    }

    [GeneratedRegex(@"^[+＋]*(?:[" + Punctuation + @"*]*\d){3,}[" + Punctuation + @"*A-Za-z\d]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Viable();

    [GeneratedRegex(
        @"(?:;ext=|[ \u00A0\t,]*(?:e?xt(?:ensi(?:o\u0301?|ó))?n?|доб|anexo|int|[,xｘ#＃~～;]))[:.．]?[ \u00A0\t,\-]*(?<extension>\d{1,20})#?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Extension();

    [GeneratedRegex(@";phone-context=(?<prefix>\+[\d\-.()]+)?[^;]*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PhoneContext();
}
