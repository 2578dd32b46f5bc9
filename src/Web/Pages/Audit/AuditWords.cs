using System.Text.Json;
using EscalationCqrs.Domain.Audit;

namespace EscalationCqrs.Web.Pages.Audit;

/// <summary>The register's words in the viewer's language, and what changed as rows.</summary>
internal static class AuditWords
{
    public static string Of(this Texts t, AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Succeeded => t.Audit.Succeeded,
        AuditOutcome.Denied => t.Audit.Denied,
        AuditOutcome.Invalid => t.Audit.Invalid,
        AuditOutcome.Refused => t.Audit.Refused,
        _ => t.Audit.Failed,
    };

    public static string Of(this Texts t, AuditSeverity severity) => severity switch
    {
        AuditSeverity.Critical => t.Audit.Critical,
        AuditSeverity.Warning => t.Audit.Warning,
        _ => t.Audit.Info,
    };

    public static string Css(this AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Succeeded => "mine",
        AuditOutcome.Denied or AuditOutcome.Failed => "p-urgent",
        _ => "other",
    };

    public static string Problem(this Texts t, string problem) => problem switch
    {
        "missing_link" => t.Audit.MissingLink,
        "entries_changed" => t.Audit.EntriesChanged,
        _ => t.Audit.EntriesAddedOrRemoved,
    };

    /// <summary>Property, value before, value after.</summary>
    public static IReadOnlyList<(string Name, string Before, string After)> Changes(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject()
            .Where(p => p.Value.ValueKind == JsonValueKind.Array && p.Value.GetArrayLength() == 2)
            .Select(p => (p.Name, Text(p.Value[0]), Text(p.Value[1])))];
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "–",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
