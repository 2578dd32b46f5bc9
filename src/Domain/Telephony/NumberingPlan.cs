using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>How one region writes, dials and recognises its telephone numbers.</summary>
internal sealed class NumberingPlan
{
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    private static readonly PhoneNumberType[] TypeOrder =
    [
        PhoneNumberType.FixedLine, PhoneNumberType.Mobile, PhoneNumberType.TollFree, PhoneNumberType.PremiumRate, PhoneNumberType.PersonalNumber,
        PhoneNumberType.Voicemail, PhoneNumberType.CompanyNumber, PhoneNumberType.Pager, PhoneNumberType.Voip, PhoneNumberType.SharedCost,
    ];

    private readonly string _pattern;
    private readonly int[] _lengths;
    private readonly NumberFormat[] _formats;
    private readonly string? _prefixRule;
    private readonly string? _prefixForParsing;
    private readonly string? _prefixReplacement;
    private readonly string? _internationalPrefix;
    private readonly NumberKind?[] _kinds;

    private NumberingPlan(string region, JsonElement plan)
    {
        Region = region;
        CallingCode = plan[0].GetString()!;
        _internationalPrefix = Text(plan, 1);
        _pattern = plan[2].GetString()!;
        _lengths = Numbers(plan, 3);
        _formats = At(plan, 4) is { ValueKind: JsonValueKind.Array } formats ? [.. formats.EnumerateArray().Select(NumberFormat.Read)] : [];
        NationalPrefix = Text(plan, 5);
        _prefixRule = Text(plan, 6);
        _prefixForParsing = Text(plan, 7) ?? NationalPrefix;
        _prefixReplacement = Text(plan, 8);
        LeadingDigits = Text(plan, 10);
        _kinds = At(plan, 11) is { ValueKind: JsonValueKind.Array } kinds ? [.. kinds.EnumerateArray().Select(k => NumberKind.Read(k, _lengths))] : [];
    }

    public string Region { get; }

    public string CallingCode { get; }

    /// <summary>Set where regions share a calling code and this one is known by its first digits.</summary>
    public string? LeadingDigits { get; }

    private string? NationalPrefix { get; }

    public static NumberingPlan Read(string region, JsonElement plan) => new(region, plan);

    public bool Fits(string national) => Whole(_pattern).IsMatch(national);

    public bool MayHaveLength(int length) => _lengths.Contains(length);

    public bool BeginsHere(string national) => LeadingDigits is null || Start(LeadingDigits).IsMatch(national);

    /// <summary>What remains after the prefix that dials abroad from here, or null if the digits do not begin with it.</summary>
    public string? AfterInternationalPrefix(string digits)
    {
        if (_internationalPrefix is null || Start(_internationalPrefix).Match(digits) is not { Success: true } match)
            return null;

        // No calling code begins with 0: such digits were a national number after all.
        var rest = digits[match.Length..];
        return rest.StartsWith('0') ? null : rest;
    }

    /// <summary>The national number without the prefix for dialling inside the country; unchanged if removing it would spoil a number that fits.</summary>
    public string WithoutNationalPrefix(string national)
    {
        if (_prefixForParsing is null || Start(_prefixForParsing).Match(national) is not { Success: true } match)
            return national;

        var captured = match.Groups.Count > 1 && match.Groups[^1].Success;
        var shorter = _prefixReplacement is not null && captured
            ? match.Result(Braced().Replace(_prefixReplacement, "$${$1}")) + national[match.Length..]
            : national[match.Length..];
        return Fits(national) && !Fits(shorter) ? national : shorter;
    }

    public PhoneNumberType? TypeOf(string national)
    {
        if (!Fits(national))
            return null;

        for (var i = 2; i < _kinds.Length; i++)
            if (_kinds[i]?.Fits(national) == true)
                return TypeOrder[i];

        var mobile = _kinds.ElementAtOrDefault(1);
        if (_kinds.ElementAtOrDefault(0)?.Fits(national) == true)
            return mobile is not null && (mobile.SameAsFixedLine || mobile.Fits(national)) ? PhoneNumberType.FixedLineOrMobile : PhoneNumberType.FixedLine;
        return mobile?.Fits(national) == true ? PhoneNumberType.Mobile : null;
    }

    /// <summary>The national number in groups, as written inside the country or after the calling code.</summary>
    public string Grouped(string national, bool international)
    {
        foreach (var format in _formats)
        {
            if (international && format.International == "NA" || !format.AppliesTo(national))
                continue;

            var template = international ? format.International ?? format.National : format.National;
            if (!international && (format.PrefixRule ?? _prefixRule) is { } rule)
                template = FirstGroup().Replace(template, rule.Replace("$", "$$", StringComparison.Ordinal), 1);
            return Whole(format.Pattern).Replace(national, Braced().Replace(template, "$${$1}"));
        }

        return national;
    }

    internal static Regex Whole(string pattern) => Patterns.GetOrAdd($@"^(?:{pattern})\z", Compile);

    internal static Regex Start(string pattern) => Patterns.GetOrAdd($"^(?:{pattern})", Compile);

    private static Regex Compile(string pattern) => new(pattern, RegexOptions.CultureInvariant);

    private static Regex FirstGroup() => Patterns.GetOrAdd(@"\$1", Compile);

    // "$10" would be read as the tenth group; "${1}0" is not.
    private static Regex Braced() => Patterns.GetOrAdd(@"\$(\d)", Compile);

    private static JsonElement? At(JsonElement list, int index) => index < list.GetArrayLength() ? list[index] : null;

    private static string? Text(JsonElement list, int index) =>
        At(list, index) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int[] Numbers(JsonElement list, int index) =>
        At(list, index) is { ValueKind: JsonValueKind.Array } numbers ? [.. numbers.EnumerateArray().Select(n => n.GetInt32())] : [];

    private sealed record NumberFormat(string Pattern, string National, string[] Leading, string? PrefixRule, string? International)
    {
        public static NumberFormat Read(JsonElement format) => new(
            format[0].GetString()!,
            format[1].GetString()!,
            At(format, 2) is { ValueKind: JsonValueKind.Array } leading ? [.. leading.EnumerateArray().Select(l => l.GetString()!)] : [],
            Text(format, 3),
            Text(format, 5));

        // The patterns of leading digits grow more exact; the last one decides for a complete number.
        public bool AppliesTo(string national) =>
            (Leading.Length == 0 || Start(Leading[^1]).IsMatch(national)) && Whole(Pattern).IsMatch(national);
    }

    private sealed record NumberKind(string Pattern, int[] Lengths)
    {
        public bool SameAsFixedLine => Pattern.Length == 0;

        public static NumberKind? Read(JsonElement kind, int[] planLengths) => kind.ValueKind != JsonValueKind.Array
            ? null
            : new NumberKind(kind[0].GetString()!, Numbers(kind, 1) is { Length: > 0 } own ? own : planLengths);

        public bool Fits(string national) =>
            Pattern.Length > 0 && Lengths.Contains(national.Length) && Whole(Pattern).IsMatch(national);
    }
}
