using System.Data.Common;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Telephony;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>Background work on Quartz, clustered over the desk's own database: any number of nodes, each occurrence on one of them.</summary>
public static class JobsModule
{
    private const int Threads = 8;

    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddJob<SlaBreachJob>(SlaBreachJob.Name, new JobSchedule.Every(TimeSpan.FromSeconds(5)));
        services.AddJob<CarrierWatchJob>(CarrierWatchJob.Name, new JobSchedule.Every(TimeSpan.FromSeconds(5)));
        services.AddJob<AuditSealJob>(AuditSealJob.Name, new JobSchedule.Every(TimeSpan.FromSeconds(5)));
        services.AddJob<JobHistoryTrimJob>(JobHistoryTrimJob.Name, new JobSchedule.Every(TimeSpan.FromMinutes(1)));

        services.AddSingleton<JobCatalogue>().AddSingleton<JobHistory>().AddSingleton<TenantCommands>().AddSingleton<ItemRunner>();
        services.AddSingleton<QuartzJobs>().AddSingleton<IJobs>(p => p.GetRequiredService<QuartzJobs>());
        services.AddQuartzEngine();
        services.AddHostedService<Scheduling>();
        return services;
    }

    /// <summary>Makes a job known. One without a schedule runs when asked for, and is tried again when it fails.</summary>
    public static IServiceCollection AddJob<T>(this IServiceCollection services, string name, JobSchedule? schedule = null, Application.Ports.RetryPolicy? retries = null) where T : class, Application.Ports.IJob =>
        services.AddTransient<T>().AddSingleton(new JobDefinition(name, typeof(T), schedule, retries ?? (schedule is null ? Application.Ports.RetryPolicy.Default : Application.Ports.RetryPolicy.None)));

    private static void AddQuartzEngine(this IServiceCollection services)
    {
        services.AddSingleton<DbDataSource>(p => p.GetRequiredService<NpgsqlDataSource>());
        services.AddQuartz(q =>
        {
            q.ConfigureScheduler(o => (o.InstanceName, o.GenerateInstanceId) = ("desk", true));
            q.UseDefaultThreadPool(Threads);
            q.UsePersistentStore(store =>
            {
                store.UsePostgres(o => o.UseRegisteredDataSource = true);
                store.UseSystemTextJsonSerializer();
                store.ConfigureStore(o => (o.TablePrefix, o.StoreJobDataAsStrings) = ("quartz.qrtz_", true));
                store.UseClustering(c => (c.CheckinInterval, c.CheckinMisfireThreshold) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)));
            });
        });
        services.AddQuartzHostedService(o => (o.WaitForJobsToComplete, o.AwaitApplicationStarted) = (true, true));
    }

    /// <summary>Says at each start when the repeated jobs run, so that a new version's schedule replaces the old one.</summary>
    private sealed class Scheduling(IJobs jobs, JobCatalogue catalogue) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            foreach (var job in catalogue.All.Where(j => j.Schedule is not null))
                await jobs.Repeat(job.Name, job.Schedule!, stoppingToken);
        }
    }
}
