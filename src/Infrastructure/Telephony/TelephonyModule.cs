using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>Registers sending, settling and what carriers report. Carriers are added by their own modules.</summary>
public static class TelephonyModule
{
    public static IServiceCollection AddTelephony(this IServiceCollection services)
    {
        services.AddOptions<DeskOptions>().BindConfiguration(DeskOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DispatchOptions>().BindConfiguration(DispatchOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<QuarantineOptions>().BindConfiguration(QuarantineOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(p => p.GetRequiredService<IOptions<QuarantineOptions>>().Value.Limits);
        services.AddSingleton<IPublicAddress, PublicAddress>();
        services.AddScoped<IOutbox, Outbox>();
        services.AddScoped<IWebhookInbox, WebhookInbox>();
        services.AddSingleton<DeskSender>();
        services.AddSingleton<WebhookArrivals>();
        services.AddSingleton<ProbeTokens>().AddSingleton<IPublicProbe, PublicProbe>();
        // The question in the address is no one else's matter.
        services.AddHttpClient(PublicProbe.Client).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero }).RemoveAllLoggers();
        services.TryAddSingleton(Random.Shared);
        services.AddHostedService<Dispatcher>();
        services.AddHostedService<CallDispatcher>();
        services.AddHostedService<Settler>();
        services.AddHostedService<WebhookWorker>();
        services.AddJob<PruneReceiptsJob>(PruneReceiptsJob.Name, new JobSchedule.Every(TimeSpan.FromHours(1)));
        return services;
    }
}
