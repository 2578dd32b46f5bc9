using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Carriers.RingCentral;
using EscalationCqrs.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EscalationCqrs.Web.Tests.Carriers;

/// <summary>A node with nothing but the adapter, before a real database: what nodes share lies there.</summary>
internal sealed class RingCentralNode(NpgsqlDataSource database, ServiceProvider services) : IAsyncDisposable
{
    public IMessageCarrier Carrier => services.GetRequiredService<IMessageCarrier>();

    public static async Task<RingCentralNode> At(Uri address)
    {
        var database = NpgsqlDataSource.Create((await DeskDatabase.Get()).App);
        return new(database, Build(database, address, 30, TimeProvider.System));
    }

    public static ServiceProvider Build(NpgsqlDataSource database, Uri address, int timeoutSeconds, TimeProvider clock) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(clock)
        .AddSingleton(database)
        .AddSingleton<ISecrets, PlainSecrets>()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["RingCentral:BaseAddress"] = address.AbsoluteUri,
            ["RingCentral:TimeoutSeconds"] = $"{timeoutSeconds}",
        }).Build())
        .AddRingCentral()
        .BuildServiceProvider();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    private sealed class PlainSecrets : ISecrets
    {
        public string Protect(string secret) => $"protected {secret}";

        public string Unprotect(string protectedSecret) => protectedSecret["protected ".Length..];
    }
}
