using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Web.Api;

/// <summary>Enums in addresses, written as everywhere in the API: snake_case words.</summary>
internal static class QueryWords
{
    /// <exception cref="FieldRefused">It is none of the words.</exception>
    public static T? Word<T>(string field, string? text) where T : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return !char.IsAsciiDigit(text[0]) && text[0] != '-' && Enum.TryParse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new FieldRefused(field, "bad_value", $"'{text}' is not known here.");
    }
}
