using System.Globalization;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using Npgsql;
using Quartz;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>The port over Quartz's clustered store. The trigger of a repeated job bears the job's name; the others bear ids of their own, grouped by whose work they are.</summary>
internal sealed class QuartzJobs(ISchedulerFactory schedulers, JobCatalogue catalogue, JobHistory history, TimeProvider clock) : IJobs
{
    internal const string Payload = "payload", Attempt = "attempt", Tenant = "tenant";

    private const string OfThePlatform = "platform";

    public async Task Repeat(string job, JobSchedule schedule, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var trigger = TriggerBuilder.Create().WithIdentity(job).ForJob(new JobKey(job)).StartNow().WithSchedule(Schedule(schedule)).Build();
        await Store(scheduler, job, ct);
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, ct);
    }

    public Task<string> Enqueue(string job, object? payload, CancellationToken ct) => At(job, clock.GetUtcNow(), payload, ct);

    public Task<string> At(string job, DateTimeOffset at, object? payload, CancellationToken ct) => Schedule(
        new(job, $"{job}-{Guid.CreateVersion7(clock.GetUtcNow())}", payload is null ? null : JsonSerializer.Serialize(payload, payload.GetType(), JsonSerializerOptions.Web), (payload as IOfTenant)?.TenantId, 1), at, ct);

    public Task<IReadOnlyList<JobRun>> History(string? job, int limit, CancellationToken ct) => history.Read(job, limit, ct);

    // One that repeats may fail every few seconds: its latest failure stands for all of them.
    public Task<IReadOnlyList<JobRun>> Runs(JobRunFilter filter, CancellationToken ct) => filter is { Kind: JobRunKind.Failed, Job: null }
        ? history.Latest(catalogue.All.Where(j => j.Schedule is not null).Select(j => j.Name), failed: true, ct) : history.Read(filter, ct);

    public async Task<IReadOnlyList<JobPlan>> Plans(CancellationToken ct)
    {
        var repeated = catalogue.All.Where(j => j.Schedule is not null).ToDictionary(j => j.Name);
        var last = (await history.Latest(repeated.Keys, failed: false, ct)).ToDictionary(r => r.Job);
        var times = (await history.Read("select trigger_name, prev_fire_time, next_fire_time from quartz.qrtz_triggers where trigger_name = any($1) and job_name = trigger_name", [repeated.Keys.ToArray()],
            r => (Job: r.GetString(0), LastAt: Time(r, 1), NextAt: Time(r, 2)), ct)).ToDictionary(t => t.Job);
        return [.. repeated.Values.OrderBy(j => j.Name, StringComparer.Ordinal)
            .Select(j => new JobPlan(j.Name, j.Schedule!, times.GetValueOrDefault(j.Name).LastAt, times.GetValueOrDefault(j.Name).NextAt, last.GetValueOrDefault(j.Name)))];
    }

    public async Task<(JobRun Run, IReadOnlyList<JobLine> Lines)?> Find(Guid runId, CancellationToken ct) =>
        await history.Find(runId, ct) is { } run ? (run, await history.Lines(runId, ct)) : null;

    public async Task<bool> Again(Guid runId, CancellationToken ct)
    {
        if (await history.Find(runId, ct) is not { Outcome: JobOutcome.Failed, Handling: null } run)
            return false;
        // Asked for first and written down afterwards, under an id that the run gives: what breaks in between is asked for once more, and then found asked for.
        await Schedule(new(run.Job, $"{run.Job}-again-{run.Id}", run.Payload, run.OfTenant, 1), clock.GetUtcNow(), ct);
        return await history.Handle(run, JobHandling.Retried, clock.GetUtcNow(), ct);
    }

    public async Task<bool> Dismiss(Guid runId, CancellationToken ct) =>
        await history.Find(runId, ct) is { Outcome: JobOutcome.Failed, Handling: null } run && await history.Handle(run, JobHandling.Dismissed, clock.GetUtcNow(), ct);

    public async Task<QueueDepth> Waiting(Guid? tenantId, CancellationToken ct) => (await history.Read(
        """
        select count(*)::integer, min(next_fire_time) from (
          select t.next_fire_time from quartz.qrtz_triggers t
          where t.trigger_state = 'WAITING' and t.next_fire_time <= $1 and t.trigger_name <> t.job_name and ($2::text is null or t.trigger_group = $2)
          order by t.next_fire_time limit $3) due
        """,
        [clock.GetUtcNow().UtcTicks, new NpgsqlParameter { Value = (object?)tenantId?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }, QueueDepth.Limit],
        r => new QueueDepth(r.GetInt32(0), Time(r, 1)), ct))[0];

    /// <summary>Runs a job again after a failure.</summary>
    public Task<string> Retry(string job, DateTimeOffset at, string? payload, Guid? tenantId, int attempt, CancellationToken ct) =>
        Schedule(new(job, $"{job}-{Guid.CreateVersion7(clock.GetUtcNow())}", payload, tenantId, attempt), at, ct);

    private sealed record Work(string Job, string Id, string? Payload, Guid? TenantId, int Attempt);

    private async Task<string> Schedule(Work work, DateTimeOffset at, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        await Store(scheduler, work.Job, ct);
        var trigger = TriggerBuilder.Create().WithIdentity(work.Id, work.TenantId?.ToString() ?? OfThePlatform).ForJob(new JobKey(work.Job)).StartAt(at)
            .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .UsingJobData(Attempt, work.Attempt.ToString(CultureInfo.InvariantCulture));
        if (work.Payload is not null)
            trigger = trigger.UsingJobData(Payload, work.Payload);
        if (work.TenantId is { } tenant)
            trigger = trigger.UsingJobData(Tenant, tenant.ToString());
        await scheduler.ScheduleTrigger(trigger.Build(), TriggerConflict.Keep, ct);
        return work.Id;
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

    /// <summary>The store counts in ticks.</summary>
    private static DateTimeOffset? Time(NpgsqlDataReader r, int column) => r.IsDBNull(column) || r.GetInt64(column) <= 0 ? null : new DateTimeOffset(r.GetInt64(column), TimeSpan.Zero);

    private static IScheduleBuilder Schedule(JobSchedule schedule) => schedule switch
    {
        JobSchedule.Every every => SimpleScheduleBuilder.Create().WithInterval(every.Interval).RepeatForever()
            .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount),
        JobSchedule.Daily daily => CronScheduleBuilder.Create($"{daily.At.Second} {daily.At.Minute} {daily.At.Hour} * * ?").InTimeZone(TimeZoneInfo.Utc)
            .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed),
        _ => throw new ArgumentOutOfRangeException(nameof(schedule)),
    };
}
