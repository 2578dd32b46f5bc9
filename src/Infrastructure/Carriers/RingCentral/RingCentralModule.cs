using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>Registers RingCentral as a carrier.</summary>
public static class RingCentralModule
{
    public const string Carrier = "ringcentral";

    private const int MostInFlight = 64;

    public static IServiceCollection AddRingCentral(this IServiceCollection services)
    {
        services.AddOptions<RingCentralOptions>().BindConfiguration(RingCentralOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ICarrierWebhook, RingCentralWebhook>();
        services.AddSingleton<RingCentralLimits>().AddSingleton<RingCentralSessions>();
        services.AddHttpClient(Carrier, (provider, http) =>
            {
                var options = provider.GetRequiredService<IOptions<RingCentralOptions>>().Value;
                http.BaseAddress = options.BaseAddress;
                http.Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds);
            })
            .ConfigurePrimaryHttpMessageHandler(NewHandler)

            // The handler renews its connections itself, so that a long-lived holder of the client is no trouble.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)

            // Addresses in lists carry the customer's number.
            .RemoveAllLoggers();
        services.AddSingleton<RingCentralApi>();
        services.AddTransient<IMessageCarrier, RingCentralMessages>().AddTransient<ICallCarrier, RingCentralVoice>().AddTransient<ICarrierCheck, RingCentralCheck>();
        return services;
    }

    // Neither redirects nor retries: a message is posted exactly once.
    private static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = MostInFlight,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
