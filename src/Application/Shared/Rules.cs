using FluentValidation;

namespace EscalationCqrs.Application.Shared;

/// <summary>Shapes of input that several use cases take.</summary>
internal static class Rules
{
    /// <summary>Languages in which every text exists.</summary>
    public static readonly IReadOnlyList<string> Locales = ["en", "vi"];

    public static IRuleBuilderOptions<T, string> Locale<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(Locales.Contains).Says("locale_required", $"Use one of {string.Join(", ", Locales)}.");

    public static IRuleBuilderOptions<T, string> TimeZone<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(id => !string.IsNullOrWhiteSpace(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId)
            .Says("time_zone_required", "Choose a time zone, such as Europe/Berlin.");

    public static IRuleBuilderOptions<T, string> Region<T>(this IRuleBuilder<T, string> rule) =>
        rule.Matches("^[A-Z]{2}$").Says("region_required", "Choose a country.");

    public static IRuleBuilderOptions<T, string> AtMost<T>(this IRuleBuilder<T, string> rule, int length) =>
        rule.MaximumLength(length).Says("too_long", $"Use at most {length} characters.");

    /// <summary>The objection: a stable code, by which pages find the sentence in the reader's language, and the English sentence.</summary>
    public static IRuleBuilderOptions<T, TProperty> Says<T, TProperty>(this IRuleBuilderOptions<T, TProperty> rule, string code, string sentence) =>
        rule.WithErrorCode(code).WithMessage(sentence);
}
