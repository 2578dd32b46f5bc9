using System.Text.Json;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>Makes audit entries, and the list of what changed. Words of a register are shown; free text, names and addresses only by their length.</summary>
internal static class AuditTrail
{
    private static readonly HashSet<string> Words = ["Role", "Locale", "TimeZone", "Slug", "DefaultRegion", "Carrier", "DeliveryReason", "PausedReason"];

    /// <summary>Says nothing that the other properties do not.</summary>
    private static readonly HashSet<string> Silent = ["TenantId", "Id", "Revision", "UpdatedAt", "DueOrder", "Marks", "Metadata"];

    public static AuditEntry Entry(IActor actor, DateTimeOffset now, string action, (string Type, Guid? Id)? resource, AuditOutcome outcome,
        AuditSeverity severity = AuditSeverity.Info, string? code = null, string changes = "{}") => new()
        {
            TenantId = actor.TenantId, Id = Guid.CreateVersion7(now), At = now, ActorKind = actor.Kind, ActorId = actor.Id, ActorName = actor.Name, Action = action,
            ResourceType = resource?.Type, ResourceId = resource?.Id, Outcome = outcome, Severity = severity, Code = code, Changes = changes,
            IpAddress = actor.IpAddress, UserAgent = actor.UserAgent,
        };

    /// <summary>Old and new values of the thing that the command is about, as a JSON object.</summary>
    public static string Changes(ChangeTracker tracker, (string Type, Guid? Id)? resource)
    {
        if (resource is not { } about || tracker.Entries().FirstOrDefault(e => IsAbout(e, about)) is not { } entry)
            return "{}";
        var changes = entry.Properties.Where(p => Speaks(entry, p)).ToDictionary(
            p => JsonNamingPolicy.CamelCase.ConvertName(p.Metadata.Name),
            p => new[] { entry.State == EntityState.Added ? null : Shown(p, p.OriginalValue), entry.State == EntityState.Deleted ? null : Shown(p, p.CurrentValue) });
        return JsonSerializer.Serialize(changes, EventData.Json);
    }

    private static bool IsAbout(EntityEntry entry, (string Type, Guid? Id) resource)
    {
        if (entry.State is EntityState.Unchanged or EntityState.Detached || entry.Entity is AuditEntry or DeskEvent)
            return false;
        return resource.Id is { } id
            ? entry.Metadata.FindProperty("Id") is { } key && Equals(entry.Property(key).CurrentValue, id)
            : SnakeCase.Of(entry.Metadata.ClrType.Name) == resource.Type;
    }

    private static bool Speaks(EntityEntry entry, PropertyEntry property)
    {
        if (Silent.Contains(property.Metadata.Name) || property.Metadata.ValueGenerated != Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never)
            return false;
        return entry.State == EntityState.Modified ? property.IsModified && !Equals(property.OriginalValue, property.CurrentValue)
            : (property.CurrentValue ?? property.OriginalValue) is not null;
    }

    private static object? Shown(PropertyEntry property, object? value) => value switch
    {
        null => null,
        string word when Words.Contains(property.Metadata.Name) => word,
        string text => $"text({text.Length})",
        IReadOnlyList<string> words when property.Metadata.Name == "Permissions" => words,
        IReadOnlyList<string> list => $"list({list.Count})",
        Enum or bool or int or long or double or decimal or Guid or DateTimeOffset => value,
        _ => "changed",
    };
}
