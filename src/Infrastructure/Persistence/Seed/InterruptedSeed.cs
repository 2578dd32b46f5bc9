using EscalationCqrs.Infrastructure.Identity;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Persistence.Seed;

/// <summary>What a seed left that did not run to its end. A database that holds nothing else is emptied; any other is left alone.</summary>
internal static class InterruptedSeed
{
    /// <exception cref="InvalidOperationException">Somebody's own tenants stand beside the half-made demo, or the owner's connection is missing.</exception>
    public static async Task Remove(IConfiguration configuration, CancellationToken ct)
    {
        var (owner, app) = (configuration.GetConnectionString("Postgres"), configuration.GetConnectionString("App"));
        if (string.IsNullOrEmpty(owner))
            throw new InvalidOperationException("An earlier seed was interrupted. Set ConnectionStrings__Postgres to the database's owner, so that it can begin anew.");
        await using var database = NpgsqlDataSource.Create(owner);
        if (await One<long>(database, "select count(*) from support.tenants where slug not in ('demo', 'other')", ct) > 0)
            throw new InvalidOperationException("An earlier seed was interrupted, and this database holds other tenants too, so nothing was removed. Use another database for the demo.");

        var tables = await One<string>(database, $"""
            select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables
            where schemaname in ('{DeskDb.Support}', '{DeskDb.Communications}', '{AccountsDb.Schema}') and tablename <> '{DeskDbOptions.MigrationsTable}'
            """, ct);
        await using (var empty = database.CreateCommand($"truncate {tables}"))
            await empty.ExecuteNonQueryAsync(ct);
        // The roles, which a migration writes, went too.
        await Migrator.Migrate(owner, app!, ct);
    }

    private static async Task<T> One<T>(NpgsqlDataSource database, string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }
}
