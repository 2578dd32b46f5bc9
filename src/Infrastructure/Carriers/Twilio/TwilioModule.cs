using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Registers Twilio as a carrier.</summary>
public static class TwilioModule
{
    public const string Carrier = "twilio";

    private const int MostInFlight = 64;

    public static IServiceCollection AddTwilio(this IServiceCollection services)
    {
        services.AddOptions<TwilioOptions>().BindConfiguration(TwilioOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ICarrierWebhook, TwilioWebhook>();
        services.AddHttpClient<TwilioApi>( (provider, http) =>
            {
                var options = provider.GetRequiredService<IOptions<TwilioOptions>>().Value;
                http.BaseAddress = options.BaseAddress;
                http.Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds);
            })
            .ConfigurePrimaryHttpMessageHandler(NewHandler)

            // The handler renews its connections itself, so that a long-lived holder of the client is no trouble.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)

            // Addresses in lists carry the customer's number.
            .RemoveAllLoggers();
        services.AddTransient<IMessageCarrier, TwilioMessages>().AddTransient<ICallCarrier, TwilioVoice>().AddTransient<ICarrierCheck, TwilioCheck>();
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
