using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Telephony;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Infrastructure.Persistence.Seed;

/// <summary>Fills the demo tenants by sending the real commands under a clock that starts a month ago. Development only.</summary>
public static class DemoSeed
{
    public const string Password = "Demo-Passw0rd!";

    /// <summary>Made last: where it stands, the seed has run to its end.</summary>
    private const string LastSlug = "other";

    /// <param name="configuration">With the connection of the database's owner too, to begin anew after an interruption.</param>
    /// <returns>False if the tenants were there already.</returns>
    public static async Task<bool> Run(IConfiguration configuration, CancellationToken ct = default)
    {
        if (await Stands(configuration, LastSlug, ct))
            return false;
        if (await Stands(configuration, "demo", ct))
            await InterruptedSeed.Remove(configuration, ct);

        var now = TimeProvider.System.GetUtcNow();
        var clock = new StoryClock(now.AddDays(-31));
        await using var services = Services(configuration, clock);
        var people = new DemoPeople(services, clock, ct);
        await people.Platform();
        await people.Demo();
        await new DemoStories(services, clock, people, now, ct).Play();
        clock.Now = now;
        await people.Other();
        return true;
    }

    private static async Task<bool> Stands(IConfiguration configuration, string slug, CancellationToken ct)
    {
        await using var services = Services(configuration, new StoryClock(TimeProvider.System.GetUtcNow()));
        return await services.GetRequiredService<ICrossTenant>().TenantBySlug(slug, ct) is not null;
    }

    private static ServiceProvider Services(IConfiguration configuration, StoryClock clock)
    {
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddLogging(l => l.AddConsole().SetMinimumLevel(LogLevel.Warning));
        services.AddApplication();
        services.AddPersistence(configuration);
        services.AddTelephony();
        services.AddSingleton<PastCarrier>();
        services.AddSingleton<IMessageCarrier>(p => p.GetRequiredService<PastCarrier>());
        services.AddSingleton<ICarrierWebhook>(p => p.GetRequiredService<PastCarrier>());
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        return services.BuildServiceProvider();
    }
}
