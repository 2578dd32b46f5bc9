using EscalationCqrs.Infrastructure.Persistence;
using Npgsql;

namespace EscalationCqrs.TestKit;

/// <summary>
/// A database of this test process's own, migrated from nothing on the server that <c>DESK_TEST_POSTGRES</c> names, dropped when the process
/// ends. Tests share it and are kept apart by a tenant each.
/// </summary>
public sealed class DeskDatabase
{
    public const string Variable = "DESK_TEST_POSTGRES";

    private static readonly Lazy<Task<DeskDatabase>> Shared = new(() => Create(SharedServer(), DropAtExit));

    private readonly string _server;

    private DeskDatabase(string server)
    {
        _server = server;
        var name = $"desk_test_{Environment.ProcessId}_{Guid.NewGuid().ToString("n")[..8]}";
        Owner = new NpgsqlConnectionStringBuilder(server) { Database = name, IncludeErrorDetail = true }.ConnectionString;
        // A role per database: roles belong to the whole server, and two test runs must not change each other's.
        App = new NpgsqlConnectionStringBuilder(Owner) { Username = $"{name}_app", Password = Guid.NewGuid().ToString("n"), MaxPoolSize = 60 }.ConnectionString;
    }

    /// <summary>Connection string of the owner: bypasses row-level security, for looking behind the scenes.</summary>
    public string Owner { get; }

    /// <summary>Connection string of the unprivileged role, as the web uses it.</summary>
    public string App { get; }

    public static Task<DeskDatabase> Get() => Shared.Value;

    /// <summary>One more, for tests that break things; the caller drops it.</summary>
    /// <param name="server">Connection string of a superuser; the server of all tests if null.</param>
    public static Task<DeskDatabase> CreateAnother(string? server = null) => Create(server ?? SharedServer(), _ => { });

    public Task Migrate() => Migrator.Migrate(Owner, App);

    public void Drop()
    {
        NpgsqlConnection.ClearAllPools();
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString);
        connection.Open();
        foreach (var sql in new[]
        {
            $"drop database if exists \"{new NpgsqlConnectionStringBuilder(Owner).Database}\" with (force)",
            $"drop role if exists \"{new NpgsqlConnectionStringBuilder(App).Username}\"",
        })
        {
            using var command = new NpgsqlCommand(sql, connection);
            command.ExecuteNonQuery();
        }
    }

    private static string SharedServer() => Environment.GetEnvironmentVariable(Variable) is { } server && !string.IsNullOrWhiteSpace(server)
        ? server
        : throw new InvalidOperationException($"Set {Variable} to the owner's connection string of a throwaway PostgreSQL server; ./test does it for you.");

    private static async Task<DeskDatabase> Create(string server, Action<DeskDatabase> created)
    {
        var database = new DeskDatabase(server);
        created(database);
        await database.Migrate();
        return database;
    }

    private static void DropAtExit(DeskDatabase database) => AppDomain.CurrentDomain.ProcessExit += (_, _) => database.Drop();
}
