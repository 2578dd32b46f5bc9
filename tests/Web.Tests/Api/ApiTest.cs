using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>One running desk for all tests of the HTTP surface.</summary>
[CollectionDefinition(Name)]
public sealed class RunningDesk : ICollectionFixture<DeskServer>
{
    public const string Name = "The running desk";
}

/// <summary>A test over real HTTP, in a tenant of its own.</summary>
[Collection(RunningDesk.Name)]
public abstract class ApiTest(DeskServer server) : IAsyncLifetime
{
    protected const string Escalations = "/api/v1/escalations";

    protected DeskServer Server { get; } = server;

    protected DeskTenant Tenant { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Tenant = await Server.NewTenant();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <summary>How many rows of this tenant a table holds.</summary>
    protected async Task<long> Rows(string table) => (long)(await Server.Sql($"select count(*) from {table} where tenant_id = $1", Tenant.Id))!;

    /// <summary>Rows of everything that a refused request must not have changed. Refusals themselves are audited apart.</summary>
    protected async Task<string> Footprint() => (string)(await Server.Sql("""
        select concat_ws(' ',
            (select count(*) from support.events where tenant_id = $1),
            (select count(*) from support.conversations where tenant_id = $1),
            (select count(*) from support.escalations where tenant_id = $1),
            (select count(*) from support.customers where tenant_id = $1),
            (select count(*) from support.staff where tenant_id = $1),
            (select count(*) from support.teams where tenant_id = $1),
            (select count(*) from communications.messages where tenant_id = $1),
            (select count(*) from communications.consents where tenant_id = $1))
        """, Tenant.Id))!;
}
