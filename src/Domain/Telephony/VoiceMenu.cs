using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>What a caller of a number hears, and the keys that choose a team.</summary>
/// <param name="Greeting">Spoken first, in the language of the tenant.</param>
public sealed record VoiceMenu(string Greeting, IReadOnlyList<VoiceMenu.Choice> Choices)
{
    public const int MaxChoices = 9, MaxWords = 300;

    /// <param name="Key">One of 1 to 9.</param>
    /// <param name="Words">What is spoken for it, such as "for deliveries".</param>
    public sealed record Choice(int Key, string Words, Guid TeamId);

    public Choice? Chosen(string? digits) => Choices.FirstOrDefault(c => digits is [var key] && key - '0' == c.Key);

    /// <exception cref="FieldRefused">A key is used twice or is none, or words are missing.</exception>
    public static VoiceMenu Of(string greeting, IReadOnlyList<Choice> choices)
    {
        if (choices.Count is 0 or > MaxChoices)
            throw new FieldRefused("choices", "out_of_range", $"A menu has 1 to {MaxChoices} choices.");
        if (choices.Any(c => c.Key is < 1 or > 9) || choices.Select(c => c.Key).Distinct().Count() != choices.Count)
            throw new FieldRefused("choices", "bad_key", "Each choice has a key of its own from 1 to 9.");
        if (choices.Any(c => string.IsNullOrWhiteSpace(c.Words) || c.Words.Length > MaxWords))
            throw new FieldRefused("choices", "words_required", "Each choice says what it is for.");
        return new(greeting.Trim(), [.. choices.OrderBy(c => c.Key).Select(c => c with { Words = c.Words.Trim() })]);
    }

    public bool Equals(VoiceMenu? other) => other is not null && Greeting == other.Greeting && Choices.SequenceEqual(other.Choices);

    public override int GetHashCode() => HashCode.Combine(Greeting, Choices.Count);
}
