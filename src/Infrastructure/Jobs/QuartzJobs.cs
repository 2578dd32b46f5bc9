using System.Globalization;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using Quartz;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>The port over Quartz's clustered store.</summary>
internal sealed class QuartzJobs(ISchedulerFactory schedulers, JobCatalogue catalogue, JobHistory history, TimeProvider clock) : IJobs
{
    internal const string Payload = "payload", Attempt = "attempt";

    public async Task Repeat(string job, JobSchedule schedule, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var trigger = TriggerBuilder.Create().WithIdentity(job).ForJob(new JobKey(job)).StartNow().WithSchedule(Schedule(schedule)).Build();
        await Store(scheduler, job, ct);
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, ct);
    }

    public Task<string> Enqueue(string job, object? payload, CancellationToken ct) => At(job, clock.GetUtcNow(), payload, ct);

    public Task<string> At(string job, DateTimeOffset at, object? payload, CancellationToken ct) =>
        Schedule(job, at, payload is null ? null : JsonSerializer.Serialize(payload, payload.GetType(), JsonSerializerOptions.Web), attempt: 1, ct);

    public Task<IReadOnlyList<JobRun>> History(string? job, int limit, CancellationToken ct) => history.Read(job, limit, ct);

    /// <summary>Runs a job again after a failure.</summary>
    public Task<string> Retry(string job, DateTimeOffset at, string? payload, int attempt, CancellationToken ct) => Schedule(job, at, payload, attempt, ct);

    private async Task<string> Schedule(string job, DateTimeOffset at, string? payload, int attempt, CancellationToken ct)
    {
        var id = $"{job}-{Guid.CreateVersion7(clock.GetUtcNow())}";
        var scheduler = await schedulers.GetScheduler(ct);
        await Store(scheduler, job, ct);
        var trigger = TriggerBuilder.Create().WithIdentity(id).ForJob(new JobKey(job)).StartAt(at)
            .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .UsingJobData(Attempt, attempt.ToString(CultureInfo.InvariantCulture));
        if (payload is not null)
            trigger = trigger.UsingJobData(Payload, payload);
        await scheduler.ScheduleTrigger(trigger.Build(), TriggerConflict.Keep, ct);
        return id;
    }

    /// <summary>The job itself stays stored; triggers say when it runs.</summary>
    private async Task Store(IScheduler scheduler, string job, CancellationToken ct)
    {
        var repeats = catalogue.Get(job).Schedule is not null;
        if (!await scheduler.Exists(new JobKey(job), ct))
        {
            await scheduler.AddJob(JobBuilder.Create<QuartzJob>().WithIdentity(job).StoreDurably().RequestRecovery(!repeats).DisallowConcurrentExecution(repeats).Build(),
                AddJobOptions.Replacing, ct);
        }
    }

    private static IScheduleBuilder Schedule(JobSchedule schedule) => schedule switch
    {
        JobSchedule.Every every => SimpleScheduleBuilder.Create().WithInterval(every.Interval).RepeatForever()
            .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount),
        JobSchedule.Daily daily => CronScheduleBuilder.Create($"{daily.At.Second} {daily.At.Minute} {daily.At.Hour} * * ?").InTimeZone(TimeZoneInfo.Utc)
            .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed),
        _ => throw new ArgumentOutOfRangeException(nameof(schedule)),
    };
}
