using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Infrastructure.Identity;
using EscalationCqrs.Infrastructure.Persistence;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EscalationCqrs.Application.Tests.Persistence;

public sealed class MigrationTests
{
    [Fact]
    public async Task From_nothing_and_again_the_schema_is_the_same()
    {
        var database = await DeskDatabase.CreateAnother();
        try
        {
            var first = await Catalogue(database);
            await database.Migrate();

            Assert.Equal(first, await Catalogue(database));
            Assert.Contains("support.escalations", first);
            Assert.Contains("quartz.qrtz_triggers", first);
            Assert.Contains("identity.account_passkeys", first);
        }
        finally
        {
            database.Drop();
        }
    }

    [Fact]
    public async Task Two_at_once_wait_for_each_other()
    {
        var database = await DeskDatabase.CreateAnother();
        try
        {
            await Task.WhenAll(database.Migrate(), database.Migrate(), database.Migrate());
        }
        finally
        {
            database.Drop();
        }
    }

    [Fact]
    public async Task The_matrix_of_roles_is_filled_once_and_what_was_changed_stays()
    {
        var database = await DeskDatabase.CreateAnother();
        try
        {
            await using var owner = NpgsqlDataSource.Create(database.Owner);
            await owner.CreateCommand("delete from support.role_permissions where role = 'Viewer'").ExecuteNonQueryAsync();
            await database.Migrate();

            Assert.Equal(0L, await owner.CreateCommand("select count(*) from support.role_permissions where role = 'Viewer'").ExecuteScalarAsync());
            Assert.True(0L < (long)(await owner.CreateCommand("select count(*) from support.role_permissions where role = 'Admin'").ExecuteScalarAsync())!);
        }
        finally
        {
            database.Drop();
        }
    }

    [Fact]
    public async Task An_owner_without_superuser_makes_the_role_and_later_changes_its_password()
    {
        var database = await DeskDatabase.CreateAnother();
        var name = $"desk_test_{Guid.NewGuid().ToString("n")[..8]}";
        await using var server = NpgsqlDataSource.Create(database.Owner);
        await server.CreateCommand($"create role {name}_owner login createrole password 'first'").ExecuteNonQueryAsync();
        await server.CreateCommand($"create database {name} owner {name}_owner").ExecuteNonQueryAsync();
        try
        {
            string As(string user, string password) => new NpgsqlConnectionStringBuilder(database.Owner) { Database = name, Username = $"{name}_{user}", Password = password, Pooling = false }.ConnectionString;
            await Migrator.Migrate(As("owner", "first"), As("app", "first"));
            await Migrator.Migrate(As("owner", "first"), As("app", "second"));

            await using var app = new NpgsqlConnection(As("app", "second"));
            await app.OpenAsync();
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            foreach (var sql in new[] { $"drop database {name} with (force)", $"drop role if exists {name}_app", $"drop role {name}_owner" })
                await server.CreateCommand(sql).ExecuteNonQueryAsync();
            database.Drop();
        }
    }

    [Fact]
    public async Task Addresses_kept_as_typed_follow_and_a_withdrawal_that_another_spelling_hid_holds()
    {
        var database = await DeskDatabase.CreateAnother();
        try
        {
            await using var owner = NpgsqlDataSource.Create(database.Owner);
            var desk = new Desk(DateTimeOffset.UtcNow);
            var (escalation, rows) = (An.OpenEscalation() with { Method = ContactMethod.Email }).Build(desk, desk.Now);
            await using (var db = DeskDbOptions.ForOwner(owner))
            {
                var withdrawn = new Consent(desk.Tenant.Id, escalation.CustomerId, Channel.Email, "carmen@customer.test", ConsentSource.InboundMessage, "e-mail:1", null, desk.Now);
                withdrawn.Withdraw(ConsentSource.Staff, desk.Now.AddMinutes(1), "Said so");
                var bypass = new Consent(desk.Tenant.Id, escalation.CustomerId, Channel.Email, "Carmen@Customer.Test", ConsentSource.Widget, "widget-consent-1:en", null, desk.Now.AddMinutes(2));
                db.AddRange([.. desk.Rows, .. rows, withdrawn, bypass, new Consent(desk.Tenant.Id, escalation.CustomerId, Channel.Email, "Mai@Customer.Test", ConsentSource.Widget, "widget-consent-1:en", null, desk.Now)]);
                await db.SaveChangesAsync();
            }

            // As an earlier version left it.
            await owner.CreateCommand("update support.customers set email = 'Carmen@Customer.Test'; update support.escalations set email = 'Carmen@Customer.Test'").ExecuteNonQueryAsync();
            await owner.CreateCommand($"delete from {DeskDb.Support}.{DeskDbOptions.MigrationsTable} where \"MigrationId\" like '%_MailAddressesInLowerCase'").ExecuteNonQueryAsync();
            await database.Migrate();

            await using var now = DeskDbOptions.ForOwner(owner);
            Assert.Equal("carmen@customer.test", (await now.Customers.IgnoreQueryFilters().SingleAsync()).Email);
            Assert.Equal("carmen@customer.test", (await now.Escalations.IgnoreQueryFilters().SingleAsync()).Email);
            var consents = await now.Consents.IgnoreQueryFilters().ToListAsync();
            Assert.All(consents.Where(c => c.Address == "carmen@customer.test"), c => Assert.Equal((ConsentSource.Staff, "Said so"), (c.WithdrawnBy, c.WithdrawalEvidence)));
            Assert.Null(consents.Single(c => c.Address == "mai@customer.test").WithdrawnAt);
            Assert.Equal(3, consents.Count);
        }
        finally
        {
            database.Drop();
        }
    }

    [Fact]
    public async Task A_role_that_could_bypass_the_separation_is_refused()
    {
        var database = await DeskDatabase.CreateAnother();
        try
        {
            await using var owner = NpgsqlDataSource.Create(database.Owner);
            await owner.CreateCommand($"alter role \"{new NpgsqlConnectionStringBuilder(database.App).Username}\" bypassrls").ExecuteNonQueryAsync();

            await Assert.ThrowsAsync<InvalidOperationException>(database.Migrate);
            await Assert.ThrowsAsync<InvalidOperationException>(() => Migrator.Migrate(database.Owner, database.Owner));
        }
        finally
        {
            database.Drop();
        }
    }

    [Fact]
    public async Task The_migrations_make_what_the_models_say()
    {
        var database = await DeskDatabase.Get();
        await using var owner = NpgsqlDataSource.Create(database.Owner);
        await using var desk = DeskDbOptions.ForOwner(owner);
        await using var accounts = AccountsDbOptions.ForOwner(owner);

        Assert.False(desk.Database.HasPendingModelChanges(), "Write a migration: dotnet ef migrations add; see build/Migrations.Tool.");
        Assert.False(accounts.Database.HasPendingModelChanges(), "Write a migration: dotnet ef migrations add; see build/Migrations.Tool.");
        Assert.Empty(await desk.Database.GetPendingMigrationsAsync());
        Assert.Empty(await accounts.Database.GetPendingMigrationsAsync());
    }

    /// <summary>Tables, columns, indexes, constraints, policies, functions and rights as lines of text.</summary>
    private static async Task<IReadOnlyList<string>> Catalogue(DeskDatabase database)
    {
        await using var owner = NpgsqlDataSource.Create(database.Owner);
        await using var command = owner.CreateCommand("""
            with ours as (select oid, nspname from pg_namespace where nspname in ('support', 'communications', 'identity', 'quartz'))
            select n.nspname || '.' || c.relname from pg_class c join ours n on n.oid = c.relnamespace
            union all select n.nspname || '.' || c.relname || ' ' || c.relrowsecurity || ' ' || coalesce(c.relacl::text, '') from pg_class c join ours n on n.oid = c.relnamespace
            union all select n.nspname || '.' || c.relname || '.' || a.attname || ' ' || a.atttypid::regtype from pg_attribute a join pg_class c on c.oid = a.attrelid join ours n on n.oid = c.relnamespace
            union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace in (select oid from ours)
            union all select polrelid::regclass || ' ' || polname || ' ' || pg_get_expr(polqual, polrelid) from pg_policy
            union all select p.oid::regprocedure || ' ' || p.prosecdef || ' ' || coalesce(p.proacl::text, '') from pg_proc p join ours n on n.oid = p.pronamespace
            order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }
}
