using EscalationCqrs.Application.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EscalationCqrs.Infrastructure.Telemetry;

/// <summary>Logs without personal data, metrics for Prometheus, traces for whoever collects them.</summary>
public static class TelemetryModule
{
    private const string Product = "escalation-cqrs";

    private static readonly double[] RequestBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] ResolutionBounds = [60, 300, 900, 1800, 3600, 14_400, 28_800, 86_400, 259_200, 604_800];

    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PrometheusReader>();
        services.AddSingleton(p => Metrics(p.GetRequiredService<PrometheusReader>()));
        services.AddSingleton(p => Traces(p.GetRequiredService<IOptions<TelemetryOptions>>().Value));
        services.AddHostedService<Starter>();
        services.AddLogging(logging => logging.AddDeskLog());
        return services.AddDeskHealth();
    }

    /// <summary>One line of JSON for each entry on the console, telephone numbers and e-mail addresses masked.</summary>
    public static ILoggingBuilder AddDeskLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(o => o.FormatterName = MaskedJsonFormatter.FormatterName).AddConsoleFormatter<MaskedJsonFormatter, MaskedJsonOptions>();
        return logging;
    }

    /// <summary>What Prometheus scrapes.</summary>
    public static IEndpointConventionBuilder MapDeskMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (PrometheusReader reader) => Results.Text(reader.Render(), "text/plain; version=0.0.4; charset=utf-8")).ExcludeFromDescription().AllowAnonymous();

    private static MeterProvider Metrics(PrometheusReader reader) => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(r => r.AddService(Product))
        .AddMeter(DeskTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql")
        .AddView("desk_request_seconds", new ExplicitBucketHistogramConfiguration { Boundaries = RequestBounds })
        .AddView("escalation_resolution_seconds", new ExplicitBucketHistogramConfiguration { Boundaries = ResolutionBounds })
        .AddReader(reader)
        .Build();

    private static TracerProvider Traces(TelemetryOptions options)
    {
        var traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(r => r.AddService(Product));
        // Without a collector nothing listens, and activities cost nothing.
        if (options.OtlpEndpoint is { Length: > 0 } collector)
            traces = traces.AddSource(DeskTelemetry.Name, "Microsoft.AspNetCore", "Npgsql").AddProcessor(new MaskedSpans()).AddOtlpExporter(o => o.Endpoint = new Uri(collector));
        return traces.Build();
    }

    /// <summary>Builds the providers at the start and empties them at the end; nothing else would.</summary>
    private sealed class Starter(MeterProvider metrics, TracerProvider traces) : IHostedService
    {
        private const int FlushMilliseconds = 3000;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(FlushMilliseconds);
            metrics.ForceFlush(FlushMilliseconds);
            return Task.CompletedTask;
        }
    }
}
