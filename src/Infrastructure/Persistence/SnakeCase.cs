using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>Names in the database: snake_case throughout, so that SQL needs no quotes.</summary>
internal static class SnakeCase
{
    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>Names all columns, keys, foreign keys and indexes that a configuration did not name.</summary>
    public static void Apply(IMutableModel model)
    {
        foreach (var json in model.GetEntityTypes().Where(e => e.IsMappedToJson()))
            json.SetContainerColumnName(Of(json.GetContainerColumnName()!));
        foreach (var entity in model.GetEntityTypes().Where(e => !e.IsMappedToJson()))
        {
            var table = entity.GetTableName()!;
            foreach (var property in entity.GetProperties().Where(p => p.FindAnnotation(RelationalAnnotationNames.ColumnName) is null))
                property.SetColumnName(Of(property.Name));
            foreach (var key in entity.GetKeys())
                key.SetName(key.IsPrimaryKey() ? $"pk_{table}" : $"ak_{table}_{Columns(key.Properties)}");
            foreach (var foreignKey in entity.GetForeignKeys())
                foreignKey.SetConstraintName($"fk_{table}_{Columns(foreignKey.Properties)}");
            foreach (var index in entity.GetIndexes().Where(i => i.Name is null && i.FindAnnotation(RelationalAnnotationNames.Name) is null))
                index.SetDatabaseName($"{(index.IsUnique ? "ux" : "ix")}_{table}_{Columns(index.Properties)}");
        }
    }

    private static string Columns(IReadOnlyList<IMutableProperty> properties)
    {
        var own = properties.Where(p => p.Name != "TenantId").Select(p => Of(p.Name)).ToList();
        return own.Count > 0 ? string.Join('_', own) : "tenant_id";
    }
}

/// <summary>Enums are stored as the words that the API speaks.</summary>
internal sealed class EnumAsWord<T>() : ValueConverter<T, string>(v => Word(v), w => Parse(w)) where T : struct, Enum
{
    private static readonly Dictionary<T, string> Words = Enum.GetValues<T>().ToDictionary(v => v, v => SnakeCase.Of(v.ToString()));
    private static readonly Dictionary<string, T> Values = Words.ToDictionary(p => p.Value, p => p.Key);

    public static string Word(T value) => Words[value];

    public static T Parse(string word) => Values[word];
}
