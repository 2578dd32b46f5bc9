using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace EscalationCqrs.TestKit;

/// <summary>
/// The real pipeline over the real database, for one test class. A class that needs more than persistence (a carrier, mail) derives from it and
/// registers a substitute of the port.
/// </summary>
public class AppFixture : IAsyncLifetime
{
    public DeskDatabase Database { get; private set; } = null!;

    public FixedClock Clock { get; } = new();

    public ServiceProvider Services { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await DeskDatabase.Get();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:App", Database.App), .. Settings()]).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddApplication();
        services.AddPersistence(configuration);
        Configure(services, configuration);
        Services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public async Task DisposeAsync()
    {
        if (Services is not null)
            await Services.DisposeAsync();
    }

    /// <summary>Settings beyond the connection string.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string?>> Settings() => [];

    /// <summary>Ports beyond persistence.</summary>
    protected virtual void Configure(IServiceCollection services, IConfiguration configuration) { }
}
