using EscalationCqrs.Application.Access;
using EscalationCqrs.Infrastructure.Persistence;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EscalationCqrs.Application.Tests.Persistence;

public sealed class IsolationTests(AppFixture app) : IntegrationTest(app)
{
    /// <summary>They find the tenant, so they cannot begin with it.</summary>
    private static readonly string[] Global = ["pk_tenants", "ux_tenants_slug", "ux_mailboxes_channel_key", "ux_numbers_channel_key", "ux_api_tokens_hash", "pk_job_lines", "pk_job_runs", "pk_role_permissions", "PK_migrations"];

    [Fact]
    public async Task Every_table_of_a_tenant_is_behind_row_level_security()
    {
        var open = await Sql("""
            select coalesce(string_agg(c.oid::regclass::text, ', '), '') from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname in ('support', 'communications') and c.relname not in ('role_permissions', 'job_runs', 'job_lines', 'migrations')
              and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polqual is not null and p.polwithcheck is not null))
            """);

        Assert.Equal("", open);
    }

    [Fact]
    public async Task Every_unique_index_begins_with_the_tenant_except_what_finds_the_tenant()
    {
        var others = await Sql("""
            select coalesce(string_agg(i.relname, ',' order by i.relname), '') from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
            join pg_namespace n on n.oid = t.relnamespace left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
            where x.indisunique and n.nspname in ('support', 'communications') and a.attname is distinct from 'tenant_id'
            """);

        Assert.Equal(Global.Order(), ((string)others!).Split(',').Order());
    }

    [Fact]
    public async Task Every_foreign_key_carries_the_tenant_and_deletes_nothing()
    {
        var others = await Sql("""
            select coalesce(string_agg(conname, ','), '') from pg_constraint c join pg_namespace n on n.oid = c.connamespace
            where contype = 'f' and n.nspname in ('support', 'communications')
              and c.conname <> 'fk_job_lines_run_id' and (confdeltype <> 'a' or not exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'tenant_id' and a.attnum = any (c.conkey)))
            """);

        Assert.Equal("", others);
    }

    [Fact]
    public async Task The_role_of_the_web_owns_nothing_and_has_no_privilege()
    {
        var user = new NpgsqlConnectionStringBuilder(App.Database.App).Username!;

        Assert.Equal(1L, await Sql("select count(*) from pg_roles where rolname = $1 and not rolsuper and not rolbypassrls and not rolcreaterole and not rolcreatedb", user));
        Assert.Equal(0L, await Sql("select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = $1)", user));
        Assert.Equal(0L, await Sql("select count(*) from pg_namespace where nspname in ('support', 'communications', 'identity', 'quartz') and has_schema_privilege($1, oid, 'create')", user));
    }

    [Fact]
    public async Task Nobody_but_the_web_may_call_the_functions_that_cross_tenants()
    {
        Assert.Equal(0L, await Sql("""
            select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in ('support', 'communications') and p.prosecdef and has_function_privilege('public', p.oid, 'execute')
            """));
        Assert.Equal(0L, await Sql("""
            select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in ('support', 'communications') and p.prosecdef and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)
            """));
    }

    [Fact]
    public async Task Without_a_tenant_raw_sql_sees_nothing_and_with_one_only_its_own()
    {
        await Saved(An.OpenEscalation());
        var other = await NewDesk();

        foreach (var table in await TenantTables())
        {
            Assert.Equal(0L, await CountAs(null, $"select count(*) from {table}"));
            Assert.Equal(0L, await CountAs(other.Tenant.Id, $"select count(*) from {table} where {(table == "support.tenants" ? "id" : "tenant_id")} <> '{other.Tenant.Id}'"));
        }

        Assert.Equal(1L, await CountAs(Desk.Tenant.Id, "select count(*) from support.escalations"));
    }

    [Fact]
    public async Task A_row_of_another_tenant_can_be_neither_written_nor_taken_along()
    {
        var other = await NewDesk();
        await using var connection = new NpgsqlConnection(App.Database.App);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await new NpgsqlCommand($"select set_config('app.tenant', '{Desk.Tenant.Id}', true)", connection).ExecuteNonQueryAsync();

        var changed = await new NpgsqlCommand($"update support.teams set name = 'Stolen' where tenant_id = '{other.Tenant.Id}'", connection).ExecuteNonQueryAsync();
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            new NpgsqlCommand($"insert into support.teams (tenant_id, id, name, is_active, created_at) values ('{other.Tenant.Id}', gen_random_uuid(), 'x', true, now())", connection).ExecuteNonQueryAsync());

        Assert.Equal(0, changed);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_query_filter_follows_the_actor_of_the_scope()
    {
        var other = await NewDesk();
        var mine = await Read(db => db.Teams.Select(t => t.TenantId).Distinct().ToListAsync());
        var theirs = await InTenant(other.Tenant.Id, writes: false, db => db.Teams.Select(t => t.TenantId).Distinct().ToListAsync());

        Assert.Equal([Desk.Tenant.Id], mine);
        Assert.Equal([other.Tenant.Id], theirs);
    }

    [Fact]
    public void Every_entity_of_a_tenant_carries_the_filter()
    {
        using var scope = App.Services.CreateScope();
        var unfiltered = scope.ServiceProvider.GetRequiredService<DeskDb>().Model.GetEntityTypes()
            .Where(e => e.GetDeclaredQueryFilters().Count == 0).Select(e => e.ClrType.Name);

        Assert.Equal(["JobLine", "JobRun", "RolePermission"], unfiltered.Order());
    }

    private async Task<IReadOnlyList<string>> TenantTables() =>
        ((string)(await Sql("select string_agg(polrelid::regclass::text, ',') from pg_policy"))!).Split(',');

    private async Task<long> CountAs(Guid? tenantId, string sql)
    {
        await using var connection = new NpgsqlConnection(App.Database.App);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (tenantId is not null)
            await new NpgsqlCommand($"select set_config('app.tenant', '{tenantId}', true)", connection).ExecuteNonQueryAsync();
        return (long)(await new NpgsqlCommand(sql, connection).ExecuteScalarAsync())!;
    }
}
