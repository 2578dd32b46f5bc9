using EscalationCqrs.Application.Access;
using EscalationCqrs.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Quartz;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>
/// Brings a database from nothing, or from any earlier version, to the present one. Runs as the owner; makes the unprivileged role that the
/// web processes use. Running it again changes nothing; two at once wait for each other.
/// </summary>
public static class Migrator
{
    /// <summary>Any number that nothing else in the database uses as an advisory lock.</summary>
    private const long Lock = 0x6573636c_6d696772;

    /// <param name="owner">Connection string of the database's owner; the database is created if it is missing.</param>
    /// <param name="app">Connection string of the web processes; its user is created, or its password set.</param>
    public static async Task Migrate(string owner, string app, CancellationToken ct = default)
    {
        await CreateDatabase(owner, ct);
        await using var database = NpgsqlDataSource.Create(owner);
        await using var connection = await database.OpenConnectionAsync(ct);
        await Run(connection, $"select pg_advisory_lock({Lock})", ct);

        await PrepareRole(connection, new NpgsqlConnectionStringBuilder(app), ct);
        await using (var desk = DeskDbOptions.ForOwner(database))
            await desk.Database.MigrateAsync(ct);
        await using (var accounts = AccountsDbOptions.ForOwner(database))
            await accounts.Database.MigrateAsync(ct);

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Run(connection, $"create schema if not exists quartz; {QuartzTables()}", ct);
        await Run(connection, Embedded("functions.sql"), ct);
        await Run(connection, Embedded("rights.sql").Replace("app_role", Quoted(new NpgsqlConnectionStringBuilder(app).Username!)), ct);
        await FillRoles(connection, ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task CreateDatabase(string owner, CancellationToken ct)
    {
        var target = new NpgsqlConnectionStringBuilder(owner) { Pooling = false };
        try
        {
            await using var probe = new NpgsqlConnection(target.ConnectionString);
            await probe.OpenAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            var name = target.Database!;
            target.Database = "postgres";
            await using var server = new NpgsqlConnection(target.ConnectionString);
            await server.OpenAsync(ct);
            await Run(server, $"create database {Quoted(name)} template template0 encoding 'UTF8'", ct);
        }
    }

    private static async Task PrepareRole(NpgsqlConnection connection, NpgsqlConnectionStringBuilder app, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(app.Username) || app.Username == connection.UserName)
            throw new InvalidOperationException("The web's connection string must name a user of its own, not the owner of the database.");
        if (!await CanSignIn(app, ct))
        {
            var verb = await Exists(connection, "select from pg_roles where rolname = $1", app.Username, ct) ? "alter" : "create";
            // Privileges are not named: a new role has none, and an owner that is no superuser may not even take them away. What is there is judged below.
            await Run(connection, $"{verb} role {Quoted(app.Username)} login password {Literal(app.Password ?? "")}", ct);
            await Run(connection, $"grant connect on database {Quoted(connection.Database)} to {Quoted(app.Username)}", ct);
        }

        if (await Exists(connection, "select from pg_roles where rolname = $1 and (rolsuper or rolbypassrls or pg_has_role(oid, current_user, 'member'))", app.Username, ct))
            throw new InvalidOperationException($"The role {app.Username} could bypass the separation of tenants; give the web a role without privileges.");
    }

    /// <summary>Whether the role is there with this password, so that nothing has to be changed (and no right to change roles is needed).</summary>
    private static async Task<bool> CanSignIn(NpgsqlConnectionStringBuilder app, CancellationToken ct)
    {
        try
        {
            await using var probe = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(app.ConnectionString) { Pooling = false }.ConnectionString);
            await probe.OpenAsync(ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    /// <summary>The scheduler's own statements, which create only what is missing. The web's role could not run them.</summary>
    private static string QuartzTables()
    {
        using var stream = typeof(IScheduler).Assembly.GetManifestResourceStream("Quartz.Impl.AdoJobStore.Schema.create_postgres.sql")
            ?? throw new InvalidOperationException("This version of Quartz does not carry its PostgreSQL schema where it was expected.");
        return new StreamReader(stream).ReadToEnd().Replace("{0}", "quartz.qrtz_").Replace("{1}", "qrtz_");
    }

    private static async Task FillRoles(NpgsqlConnection connection, CancellationToken ct)
    {
        if (await Exists(connection, "select from support.role_permissions where role <> $1", "", ct))
            return;
        var pairs = Roles.Defaults.SelectMany(r => r.Value.Select(p => (Role: r.Key, Permission: p))).ToList();
        await using var insert = new NpgsqlCommand("insert into support.role_permissions (role, permission) select * from unnest($1, $2)", connection)
        {
            Parameters = { new() { Value = pairs.Select(p => p.Role).ToArray() }, new() { Value = pairs.Select(p => p.Permission).ToArray() } },
        };
        await insert.ExecuteNonQueryAsync(ct);
    }

    private static string Embedded(string name)
    {
        using var stream = typeof(Migrator).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        return new StreamReader(stream).ReadToEnd();
    }

    private static async Task<bool> Exists(NpgsqlConnection connection, string sql, string parameter, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct);
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"")}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''")}'";
}
