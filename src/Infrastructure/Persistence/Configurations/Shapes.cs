using System.Linq.Expressions;
using System.Text.Json;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Domain.Templates;
using EscalationCqrs.Domain.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EscalationCqrs.Infrastructure.Persistence.Configurations;

/// <summary>What the configurations share.</summary>
internal static class Shapes
{
    /// <summary>Table with the key (tenant_id, id), the id given by the application.</summary>
    public static void Table<T>(this EntityTypeBuilder<T> entity, string name, string schema = DeskDb.Support) where T : Entity
    {
        entity.ToTable(name, schema);
        entity.HasKey(e => new { e.TenantId, e.Id });
        entity.Property(e => e.Id).ValueGeneratedNever();
    }

    /// <summary>A foreign key within the tenant. Nothing is ever deleted by a cascade.</summary>
    public static void Refers<T, TOther>(this EntityTypeBuilder<T> entity, Expression<Func<T, object?>> foreignKey) where T : class where TOther : class =>
        entity.HasOne<TOther>().WithMany().HasForeignKey(foreignKey).OnDelete(DeleteBehavior.NoAction);

    public static void BelongsToTenant<T>(this EntityTypeBuilder<T> entity) where T : class =>
        entity.HasOne<Tenant>().WithMany().HasForeignKey("TenantId").OnDelete(DeleteBehavior.NoAction);
}

/// <summary>Durations in whole seconds.</summary>
internal sealed class Seconds() : ValueConverter<TimeSpan, int>(t => (int)t.TotalSeconds, s => TimeSpan.FromSeconds(s));

/// <summary>A template's texts as JSON; a changed list is always a new one.</summary>
internal sealed class WordingsAsJson() : ValueConverter<IReadOnlyList<Wording>, string>(w => JsonSerializer.Serialize(w, EventData.Json), s => JsonSerializer.Deserialize<List<Wording>>(s, EventData.Json)!)
{
    public static readonly ValueComparer<IReadOnlyList<Wording>> Comparer = new((a, b) => ReferenceEquals(a, b) || (a != null && b != null && a.SequenceEqual(b)), w => w.Count, w => w);
}

/// <summary>A number's menu as JSON; a changed menu is always a new one.</summary>
internal sealed class MenuAsJson() : ValueConverter<VoiceMenu, string>(m => JsonSerializer.Serialize(m, EventData.Json), s => JsonSerializer.Deserialize<VoiceMenu>(s, EventData.Json)!);

/// <summary>How a carrier's reports stand, as JSON.</summary>
internal sealed class ReportingAsJson() : ValueConverter<Reporting, string>(r => JsonSerializer.Serialize(r, EventData.Json), s => JsonSerializer.Deserialize<Reporting>(s, EventData.Json)!);

/// <summary>The marks of the SLA clock as JSON; a changed list is always a new one.</summary>
internal sealed class MarksAsJson() : ValueConverter<IReadOnlyList<SlaMark>, string>(m => JsonSerializer.Serialize(m, EventData.Json), s => Read(s))
{
    public static readonly ValueComparer<IReadOnlyList<SlaMark>> Comparer =
        new((a, b) => ReferenceEquals(a, b) || (a != null && b != null && a.SequenceEqual(b)), m => m.Count, m => m);

    private static List<SlaMark> Read(string json) => JsonSerializer.Deserialize<List<SlaMark>>(json, EventData.Json)!;
}

/// <summary>Lists of words as a PostgreSQL array.</summary>
internal sealed class WordsAsArray() : ValueConverter<IReadOnlyList<string>, string[]>(w => w.ToArray(), a => a)
{
    public static readonly ValueComparer<IReadOnlyList<string>> Comparer =
        new((a, b) => ReferenceEquals(a, b) || (a != null && b != null && a.SequenceEqual(b)), w => w.Count, w => w.ToArray());
}
