using System.Text.Json;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Quartz;

namespace EscalationCqrs.Infrastructure.Telemetry;

/// <summary>Whether the process lives, and whether it can serve. Trouble at a carrier is told but does not take the node out of service.</summary>
public static class DeskHealth
{
    private const string Ready = "ready";

    public static IServiceCollection AddDeskHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: [Ready], timeout: TimeSpan.FromSeconds(5))
            .AddCheck<JobsHealth>("jobs", tags: [Ready], timeout: TimeSpan.FromSeconds(5))
            .AddCheck<CarrierHealth>("carriers", tags: [Ready], timeout: TimeSpan.FromSeconds(5));
        return services;
    }

    public static void MapDeskHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Write }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = Write }).AllowAnonymous();
    }

    /// <summary>Names and states; sentences only, no addresses and no faults.</summary>
    private static Task Write(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = report.Status.ToString().ToLowerInvariant(),
            checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString().ToLowerInvariant(), e.Value.Description, e.Value.Data }),
        }, JsonSerializerOptions.Web));
    }
}

/// <summary>The database answers the unprivileged role, and its tables are those of this version.</summary>
internal sealed class DatabaseHealth(DeskDb db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var waiting = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
            return waiting == 0 ? HealthCheckResult.Healthy("The database answers and is up to date.") : HealthCheckResult.Unhealthy($"{waiting} migrations wait; run the verb migrate.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}

/// <summary>The scheduler of this node runs.</summary>
internal sealed class JobsHealth(ISchedulerFactory schedulers) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = (await (await schedulers.GetScheduler(cancellationToken)).GetStatus(cancellationToken));
        return status == SchedulerStatus.Running ? HealthCheckResult.Healthy("Jobs run.") : HealthCheckResult.Unhealthy("Jobs do not run on this node.");
    }
}

/// <summary>No number is held by its carrier and no message waits long. Otherwise degraded: what is not sent now is sent later.</summary>
internal sealed class CarrierHealth(ICrossTenant tenants, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var load = await tenants.CarrierLoad(clock.GetUtcNow() - LongWait, cancellationToken);
            var data = new Dictionary<string, object> { ["pausedNumbers"] = load.PausedNumbers, ["overdueMessages"] = load.OverdueMessages, ["uncertainMessages"] = load.UncertainMessages };
            return load is { PausedNumbers: 0, OverdueMessages: 0 } ? HealthCheckResult.Healthy("Messages go out.", data)
                : HealthCheckResult.Degraded("Messages wait or a carrier refuses one of the numbers.", data: data);
        }
        catch (DatabaseAway)
        {
            return HealthCheckResult.Degraded("Not known while the database is away.");
        }
    }
}
