using EscalationCqrs.Infrastructure.Persistence.Seed;
using EscalationCqrs.TestKit;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace EscalationCqrs.Application.Tests.Persistence;

/// <summary>What a new user finds after the first start.</summary>
public sealed class DemoSeedTests : IAsyncLifetime
{
    private DeskDatabase _database = null!;

    public async Task InitializeAsync() => _database = await DeskDatabase.CreateAnother();

    public Task DisposeAsync()
    {
        _database.Drop();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_demo_is_whole_even_after_an_interruption_and_is_made_once()
    {
        using var interrupted = new CancellationTokenSource();
        var first = DemoSeed.Run(Settings(), interrupted.Token);
        await Eventually.True(async () => (long)(await Sql("select count(*) from support.escalations"))! > 3, "The stories have begun.");
        await interrupted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        Assert.True(await DemoSeed.Run(Settings()));
        Assert.False(await DemoSeed.Run(Settings()));

        Assert.Equal("demo, other", await Sql("select string_agg(slug, ', ' order by slug) from support.tenants"));
        Assert.Equal("assigned, cancelled, in_progress, pending, resolved, waiting_on_customer", await Sql("select string_agg(distinct state, ', ' order by state) from support.escalations"));
        Assert.Equal((60L, 40L, 2L), (await Sql("select count(*) from support.escalations"), await Sql("select count(*) from support.customers"), await Sql("select count(*) from support.teams")));
        Assert.True((long)(await Sql("select count(*) from communications.messages where channel = 'sms' and delivery = 'delivered'"))! > 20);
        Assert.True((long)(await Sql("select count(*) from (select customer_id from support.conversations group by 1 having count(*) > 1) as again"))! > 5, "Some customers have earlier conversations.");
        Assert.Equal(0L, await Sql("select count(*) from support.escalations where created_at < now() - interval '32 days' or created_at > now()"));
    }

    [Fact]
    public async Task Somebodys_own_tenants_are_never_removed()
    {
        using var interrupted = new CancellationTokenSource();
        var first = DemoSeed.Run(Settings(), interrupted.Token);
        await Eventually.True(async () => (long)(await Sql("select count(*) from support.tenants"))! > 0, "The seed has begun.");
        await interrupted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Sql("update support.tenants set slug = 'mine'");
        await Sql("insert into support.tenants select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'slug', 'demo'))).* from support.tenants t");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => DemoSeed.Run(Settings()));

        Assert.Contains("nothing was removed", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2L, await Sql("select count(*) from support.tenants"));
    }

    private IConfiguration Settings() => new ConfigurationBuilder().AddInMemoryCollection(
        [new("ConnectionStrings:App", _database.App), new("ConnectionStrings:Postgres", _database.Owner), new("Desk:PublicBaseUrl", "http://localhost:5080")]).Build();

    private async Task<object?> Sql(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.Owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
