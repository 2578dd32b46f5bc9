using System.Text.RegularExpressions;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Templates;

/// <summary>Who may use a template.</summary>
public enum TemplateScope { Tenant, Team, Person }

/// <summary>A reply that is written once and used often, in one or several languages, with places for what differs.</summary>
public sealed partial class Template : Entity
{
    public const int MaxName = 60, MaxText = 1600;

    /// <summary>What can stand between braces, such as <c>{customer_name}</c>.</summary>
    public static readonly IReadOnlyList<string> Variables = ["customer_name", "agent_name", "desk_name", "team_name", "reason"];

    private Template() { }

    public Template(Guid tenantId, DateTimeOffset now) : base(tenantId, Guid.CreateVersion7(now)) { }

    /// <summary>By which it is found.</summary>
    public string Name { get; private set; } = "";

    public TemplateScope Scope { get; private set; }

    /// <summary>Whose it is, where the scope is a team.</summary>
    public Guid? TeamId { get; private set; }

    /// <summary>Whose it is, where the scope is a person.</summary>
    public Guid? OwnerId { get; private set; }

    /// <summary>One for each language.</summary>
    public IReadOnlyList<Wording> Wordings { get; private set; } = [];

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <exception cref="FieldRefused">There is no text, or it has a place that nobody can fill.</exception>
    public void Edit(string name, TemplateScope scope, Guid? teamId, Guid? ownerId, IEnumerable<Wording> wordings, DateTimeOffset now)
    {
        var texts = wordings.Where(w => !string.IsNullOrWhiteSpace(w.Text)).Select(w => w with { Text = w.Text.Trim() }).OrderBy(w => w.Locale).ToList();
        if (texts.Count == 0)
            throw new FieldRefused("texts", "text_required", "Write something.");
        if (texts.SelectMany(w => Places(w.Text)).FirstOrDefault(p => !Variables.Contains(p)) is { } unknown)
            throw new FieldRefused("texts", "unknown_variable", $"Nothing is known as {{{unknown}}}.");
        (Name, Scope, TeamId, OwnerId, Wordings, UpdatedAt) = (name.Trim(), scope, teamId, ownerId, texts, now);
    }

    /// <summary>The text in the customer's language, else the desk's, else the first; what is not known stays between its braces.</summary>
    public Filled Fill(string customersLocale, string desksLocale, IReadOnlyDictionary<string, string?> values)
    {
        var wording = Wordings.FirstOrDefault(w => w.Locale == customersLocale) ?? Wordings.FirstOrDefault(w => w.Locale == desksLocale) ?? Wordings[0];
        var text = Place().Replace(wording.Text, p => values.GetValueOrDefault(p.Groups[1].Value) is { Length: > 0 } value ? value : p.Value);
        return new(text, wording.Locale, Unfilled(text));
    }

    /// <summary>Places of templates that still stand in a text: what a customer must never read.</summary>
    public static IReadOnlyList<string> Unfilled(string text) => [.. Places(text).Where(Variables.Contains).Distinct()];

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(p => p.Groups[1].Value);

    [GeneratedRegex(@"\{([a-z_]{1,40})\}")]
    private static partial Regex Place();
}

/// <param name="Locale">Language, such as <c>en</c>.</param>
public sealed record Wording(string Locale, string Text);

/// <summary>A template's text for one customer.</summary>
/// <param name="Missing">Places without a value.</param>
public sealed record Filled(string Text, string Locale, IReadOnlyList<string> Missing);
