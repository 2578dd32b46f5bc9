using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>
/// A telephone number that can be dialled, kept in E.164. Two numbers are equal if their E.164 texts are. An extension is not part of
/// the number: messages cannot be sent to one.
/// </summary>
public sealed class PhoneNumber : IEquatable<PhoneNumber>
{
    private const char Hidden = '•';
    private const int MostDigits = 15;

    // Read when first asked for: stored numbers are mostly compared and dialled, seldom shown. Writing it twice does no harm.
    private (NumberingPlan Plan, string National, PhoneNumberType Type)? _resolved;

    private PhoneNumber(string e164) => E164 = e164;

    /// <summary>Plus sign, calling code, national number: <c>+14155552671</c>.</summary>
    public string E164 { get; }

    /// <summary>Two letters of ISO 3166, <c>001</c> for numbers of no country; empty for a stored number of a plan that is gone.</summary>
    public string Region => Resolved?.Plan.Region ?? "";

    /// <summary>Null for a stored number of a plan that is gone.</summary>
    public PhoneNumberType? Type => Resolved?.Type;

    /// <summary>For people to read, wherever they are: <c>+1 415-555-2671</c>.</summary>
    public string Display => Resolved is var (plan, national, _)
        ? $"+{plan.CallingCode} {MainPlan(plan).Grouped(national, international: true)}"
        : E164;

    /// <summary>For people who may not see the number: <c>+1 ••• ••• 2671</c>.</summary>
    public string Masked
    {
        get
        {
            var digits = E164.Length - 1;
            var visible = digits >= 9 ? 4 : 2;
            var codeLength = Resolved?.Plan.CallingCode.Length ?? 0;
            var masked = new StringBuilder();
            var seen = 0;
            foreach (var c in Display)
            {
                if (char.IsAsciiDigit(c))
                {
                    seen++;
                    masked.Append(seen <= codeLength || seen > digits - visible ? c : Hidden);
                }
                else if (c == '+')
                {
                    masked.Append(c);
                }
                else if (masked[^1] != ' ')
                {
                    masked.Append(' ');
                }
            }

            return masked.ToString();
        }
    }

    private (NumberingPlan Plan, string National, PhoneNumberType Type)? Resolved => _resolved ??= PhoneNumberReader.Resolve(E164);

    /// <summary>Reads a number as people type it. Without a plus sign it is taken as dialled from <paramref name="defaultRegion"/>; no region, no guess.</summary>
    public static bool TryParse(string? input, string? defaultRegion, [NotNullWhen(true)] out PhoneNumber? number)
    {
        number = PhoneNumberReader.ReadE164(input, defaultRegion) is { } e164 ? new PhoneNumber(e164) : null;
        return number is not null;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The input is no number that can be dialled; the sentence is fit for the user.</exception>
    public static PhoneNumber Parse(string? input, string? defaultRegion) =>
        TryParse(input, defaultRegion, out var number)
            ? number
            : throw new FormatException(string.IsNullOrWhiteSpace(input)
                ? "Enter a telephone number."
                : "This is not a telephone number that can be reached. Write it with its country code, for example +1 415 555 2671.");

    /// <summary>A number that was judged before it was stored; only its shape is looked at again.</summary>
    /// <exception cref="FormatException">The text is not E.164.</exception>
    /// <summary>Whether it has the shape of a number; carriers also write words, for example for hidden ones.</summary>
    public static bool IsE164(string text) => text is ['+', >= '1' and <= '9', ..] && text.Length is > 3 and <= MostDigits + 1 && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    public static PhoneNumber FromE164(string e164) =>
        IsE164(e164)
            ? new PhoneNumber(e164)
            : throw new FormatException("The stored telephone number is not in E.164 form.");

    /// <summary>As written inside the viewer's own country, else as <see cref="Display"/>.</summary>
    public string DisplayIn(string viewerRegion) =>
        Resolved is var (plan, national, _) && NumberingPlans.ForRegion(viewerRegion)?.CallingCode == plan.CallingCode
            ? MainPlan(plan).Grouped(national, international: false)
            : Display;

    public bool Equals(PhoneNumber? other) => other is not null && E164 == other.E164;

    public override bool Equals(object? obj) => Equals(obj as PhoneNumber);

    public override int GetHashCode() => E164.GetHashCode(StringComparison.Ordinal);

    /// <summary>Masked, so that a number never reaches a log by accident.</summary>
    public override string ToString() => Masked;

    public static bool operator ==(PhoneNumber? left, PhoneNumber? right) => Equals(left, right);

    public static bool operator !=(PhoneNumber? left, PhoneNumber? right) => !Equals(left, right);

    // Regions that share a calling code keep their formats with the main one.
    private static NumberingPlan MainPlan(NumberingPlan plan) => NumberingPlans.ForCallingCode(plan.CallingCode)[0];
}
