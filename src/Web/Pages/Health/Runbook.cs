using System.Reflection;

namespace EscalationCqrs.Web.Pages.Health;

/// <summary>What to do when an alarm rings; the same pages as in the folder <c>runbooks</c>, carried by the executable.</summary>
public sealed record Runbook(string Name, string Title, string Text)
{
    private const string Prefix = "runbooks.";

    public static readonly IReadOnlyList<Runbook> All = [.. Read().OrderBy(r => r.Title, StringComparer.Ordinal)];

    private static IEnumerable<Runbook> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var text = reader.ReadToEnd();
            yield return new(Path.GetFileNameWithoutExtension(resource[Prefix.Length..]), text.Split('\n')[0].TrimStart('#', ' '), text);
        }
    }
}
