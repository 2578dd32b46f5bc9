using System.Globalization;
using System.Reflection;

namespace EscalationCqrs.Web.Pages.Health;

/// <summary>What to do when an alarm rings; the same pages as in the folder <c>runbooks</c>, carried by the executable.</summary>
/// <param name="Language">In which it is written.</param>
public sealed record Runbook(string Name, string Language, string Title, string Text)
{
    private const string Prefix = "runbooks.";

    private static readonly ILookup<string, Runbook> All = Read().ToLookup(r => r.Language);

    /// <summary>All of them in one language, in the order of its alphabet.</summary>
    public static IReadOnlyList<Runbook> In(string language) =>
        [.. All[language].OrderBy(r => r.Title, StringComparer.Create(CultureInfo.GetCultureInfo(language), CompareOptions.None))];

    private static IEnumerable<Runbook> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var (text, place) = (reader.ReadToEnd(), resource[Prefix.Length..].Split('.'));
            yield return new(place[1], place[0], text.Split('\n')[0].TrimStart('#', ' '), text);
        }
    }
}
