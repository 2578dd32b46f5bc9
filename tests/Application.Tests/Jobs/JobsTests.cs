using System.Collections.Concurrent;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Audit;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Operations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Jobs;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EscalationCqrs.Application.Tests.Jobs;

/// <summary>The real engine on the real store.</summary>
public sealed class JobsFixture : AppFixture, IAsyncLifetime
{
    public ConcurrentQueue<(string Payload, int Attempt)> Seen { get; } = new();

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        foreach (var service in Services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        Services.GetRequiredService<Lifetime>().Start();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        foreach (var service in Services.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
        await DisposeAsync();
    }

    protected override void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Lifetime>().AddSingleton<IHostApplicationLifetime>(p => p.GetRequiredService<Lifetime>());
        services.AddSingleton(this);
        // The engine sleeps and wakes by the clock: one that stands would keep it asleep.
        services.AddSingleton(TimeProvider.System);
        services.AddJob<Unlucky>(Unlucky.Name, retries: new(3, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(50)));
        services.AddJob<Hopeless>(Hopeless.Name, retries: new(2, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(50)));
        services.AddJob<Patient>(Patient.Name);
        services.AddJobs();
    }

    /// <summary>Whether <see cref="Hopeless"/> fails.</summary>
    public bool IsBroken { get; set; } = true;

    /// <summary>What <see cref="Patient"/> waits for in the middle of its work.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal sealed record Errand(Guid TenantId, Guid Id) : IOfTenant;

    /// <summary>Fails until it is mended.</summary>
    internal sealed class Hopeless(JobsFixture fixture) : IJob
    {
        public const string Name = "hopeless";

        public async Task Run(IJobContext context, CancellationToken ct)
        {
            fixture.Seen.Enqueue((context.Read<Errand>().Id.ToString(), context.Attempt));
            if (fixture.IsBroken)
                throw new InvalidOperationException("no way");
            await context.Report(1, 1, ct);
        }
    }

    /// <summary>Works for two tenants, and says more than is kept.</summary>
    internal sealed class Patient(JobsFixture fixture) : IJob
    {
        public const string Name = "patient";

        public async Task Run(IJobContext context, CancellationToken ct)
        {
            var errand = context.Read<Other>();
            await context.Log("Begins with +14155550123", null, ct);
            await context.Log("About the one", errand.One, ct);
            await context.Log("About the other", errand.Two, ct);
            await context.Report(1, 4, ct);
            await fixture.Gate.Task.WaitAsync(ct);
            for (var i = 0; i < 2 * IJobContext.MostLines; i++)
                await context.Log(new string('x', 1000), errand.One, ct);
            await context.Report(4, 4, ct);
        }
    }

    internal sealed record Other(Guid One, Guid Two);

    /// <summary>Fails twice, then succeeds.</summary>
    internal sealed class Unlucky(JobsFixture fixture) : IJob
    {
        public const string Name = "unlucky";

        public async Task Run(IJobContext context, CancellationToken ct)
        {
            fixture.Seen.Enqueue((context.Read<string>(), context.Attempt));
            if (context.Attempt < 3)
                throw new InvalidOperationException("call +14155550123");
            await context.Report(1, 1, ct);
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new(), _stopping = new();

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Start() => _started.Cancel();

        public void StopApplication() => _stopping.Cancel();

        public void Dispose()
        {
            _started.Dispose();
            _stopping.Dispose();
        }
    }
}

public sealed class JobsTests(JobsFixture app) : IntegrationTest(app), IClassFixture<JobsFixture>
{
    [Fact]
    public async Task A_failed_job_is_tried_again_with_its_payload_and_leaves_a_masked_history()
    {
        var jobs = App.Services.GetRequiredService<IJobs>();

        await jobs.Enqueue(JobsFixture.Unlucky.Name, "p-1", CancellationToken.None);

        var history = await Until(() => jobs.History(JobsFixture.Unlucky.Name, 10, CancellationToken.None), h => h.Any(r => r.Outcome == JobOutcome.Succeeded));
        Assert.Equal([("p-1", 1), ("p-1", 2), ("p-1", 3)], app.Seen);
        Assert.Equal([JobOutcome.RetryScheduled, JobOutcome.RetryScheduled, JobOutcome.Succeeded], history.OrderBy(r => r.Attempt).Select(r => r.Outcome));
        Assert.All(history.Where(r => r.Error is not null), r => Assert.DoesNotContain("4155550123", r.Error));
    }

    [Fact]
    public async Task The_scheduled_jobs_record_breaches_and_seal_the_audit_by_themselves()
    {
        Clock.Now = DateTimeOffset.UtcNow.AddMinutes(-6);
        var escalation = await Saved(An.OpenEscalation() with { Priority = Priority.Urgent });
        await As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id));

        Assert.NotEmpty(await Until(() => Read(db => db.SlaBreaches.Where(b => b.EscalationId == escalation.Id).ToListAsync()), b => b.Count > 0));
        Assert.NotEmpty(await Until(() => Read(db => db.AuditSeals.ToListAsync()), s => s.Count > 0));
        Assert.True((await As(Desk.Manager).Send(new VerifyAudit.Query())).Intact);
    }

    [Fact]
    public async Task One_failing_item_does_not_stop_the_rest()
    {
        var done = new List<int>();
        var quiet = new Quiet();
        var items = App.Services.GetRequiredService<ItemRunner>();

        await Assert.ThrowsAsync<AggregateException>(() => items.Each(quiet, [1, 2, 3], _ => Desk.Tenant.Id, i => i == 2 ? throw new InvalidOperationException() : Done(i), CancellationToken.None));

        Assert.Equal([1, 3], done);
        Assert.Equal([("2: InvalidOperationException: Operation is not valid due to the current state of the object.", Desk.Tenant.Id)], quiet.Lines);
        Task Done(int item)
        {
            done.Add(item);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task What_failed_for_good_stays_until_somebody_acts_and_can_be_tried_again()
    {
        var (jobs, errand, other) = (App.Services.GetRequiredService<IJobs>(), new JobsFixture.Errand(Desk.Tenant.Id, Guid.NewGuid()), await NewDesk());
        app.IsBroken = true;
        await jobs.Enqueue(JobsFixture.Hopeless.Name, errand, CancellationToken.None);

        var dead = Assert.Single(await Until(() => Dead(Desk), d => d.Count > 0));
        Assert.Equal((JobsFixture.Hopeless.Name, 2, "InvalidOperationException: no way", true), (dead.Job, dead.Attempt, dead.Error, dead.CanAct));
        await App.Services.GetRequiredService<JobHistory>().Trim(DateTimeOffset.UtcNow.AddDays(1), CancellationToken.None);
        Assert.Equal(dead.Id, Assert.Single(await Dead(Desk)).Id);
        Assert.Empty(await Dead(other));
        await Assert.ThrowsAsync<NotFound>(() => As(other.Admin).Send(new GetJobRun.Query(dead.Id)));
        await Assert.ThrowsAsync<NotFound>(() => As(other.Admin).Send(new RetryJob.Command(dead.Id)));
        await Assert.ThrowsAsync<NotFound>(() => As(other.Admin).Send(new DismissJob.Command(dead.Id)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new RetryJob.Command(dead.Id)));

        app.IsBroken = false;
        await As(Desk.Admin).Send(new RetryJob.Command(dead.Id));
        await Until(() => jobs.History(JobsFixture.Hopeless.Name, 10, CancellationToken.None), h => h.Any(r => r.Outcome == JobOutcome.Succeeded && r.OfTenant == Desk.Tenant.Id));
        Assert.Equal([1, 2, 1], app.Seen.Where(s => s.Payload == errand.Id.ToString()).Select(s => s.Attempt));
        Assert.Empty(await Dead(Desk));
        Assert.Equal("job_not_failed", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new RetryJob.Command(dead.Id)))).Code);
        Assert.Equal(("RetryJob", dead.Id, "hopeless"), await Read(db => db.AuditEntries.Where(a => a.Action == "RetryJob" && a.Outcome == AuditOutcome.Succeeded).Select(a => new ValueTuple<string, Guid, string>(a.Action, a.ResourceId!.Value, a.Code!)).SingleAsync()));
    }

    [Fact]
    public async Task What_failed_for_good_can_be_dismissed_once()
    {
        var jobs = App.Services.GetRequiredService<IJobs>();
        app.IsBroken = true;
        await jobs.Enqueue(JobsFixture.Hopeless.Name, new JobsFixture.Errand(Desk.Tenant.Id, Guid.NewGuid()), CancellationToken.None);
        var dead = Assert.Single(await Until(() => Dead(Desk), d => d.Count > 0));

        await As(Desk.Admin).Send(new DismissJob.Command(dead.Id));

        Assert.Empty(await Dead(Desk));
        Assert.Equal(JobHandling.Dismissed, (await As(Desk.Admin).Send(new GetJobRun.Query(dead.Id))).Run.Handling);
        await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new DismissJob.Command(dead.Id)));
        Assert.Equal(1, await Read(db => db.AuditEntries.CountAsync(a => a.Action == "DismissJob" && a.Outcome == AuditOutcome.Succeeded)));
    }

    [Fact]
    public async Task A_running_job_shows_how_far_it_is_and_its_lines_to_each_their_own()
    {
        var (jobs, other) = (App.Services.GetRequiredService<IJobs>(), await NewDesk());
        await jobs.Enqueue(JobsFixture.Patient.Name, new JobsFixture.Other(Desk.Tenant.Id, other.Tenant.Id), CancellationToken.None);

        Task<ListJobs.RunningJob?> Running(params string[] permissions) => As(Desk.Admin, permissions).Send(new ListJobs.Query()).ContinueWith(t => t.Result.Running.SingleOrDefault(r => r.Run.Job == JobsFixture.Patient.Name));
        var mine = (await Until(() => Running(Permissions.Jobs.Manage), r => r?.Run.Percent is not null))!;
        Assert.Equal(["Begins with [phone …23]", "About the one"], mine.Lines.Select(l => l.Text));
        // It works for all tenants: how much it has to do is nobody's business.
        Assert.Equal((true, 25, null, null, null), (mine.Run.IsOfPlatform, mine.Run.Percent!.Value, mine.Run.Done, mine.Run.Total, mine.Run.Node));
        var all = (await Running(Permissions.Jobs.Manage, Permissions.Settings.System))!;
        Assert.Equal((1, 4, 3), (all.Run.Done, all.Run.Total, all.Lines.Count));

        app.Gate.SetResult();
        var ended = await Until(() => As(Desk.Admin).Send(new GetJobRun.Query(mine.Run.Id)), r => r.Run.Outcome == JobOutcome.Succeeded);
        Assert.Equal((100, IJobContext.MostLines - 1, "Further lines were not kept."), (ended.Run.Percent!.Value, ended.Lines.Count, ended.Lines[^1].Text));
        Assert.All(ended.Lines, l => Assert.True(l.Text.Length <= 500));
    }

    [Fact]
    public async Task The_platforms_failures_are_told_to_all_and_explained_and_mended_by_those_who_run_it()
    {
        var history = App.Services.GetRequiredService<JobHistory>();
        JobRun Failure(int minutes) => new(Guid.CreateVersion7(), SlaBreachJob.Name, "node", 1, DateTimeOffset.UtcNow.AddMinutes(-minutes), DateTimeOffset.UtcNow, JobOutcome.Failed, "Exception: about somebody", 1, 2);
        var (older, newer) = (Failure(2), Failure(1));
        await history.Write(older, CancellationToken.None);
        await history.Write(newer, CancellationToken.None);
        string[] overseer = [Permissions.Jobs.Manage, Permissions.Settings.System];

        var seen = Assert.Single((await As(Desk.Admin).Send(new ListJobs.Query())).Failed, f => f.Job == SlaBreachJob.Name);
        Assert.Equal((newer.Id, null, false, null), (seen.Id, seen.Error, seen.CanAct, seen.Done));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new RetryJob.Command(newer.Id)));
        var explained = Assert.Single((await As(Desk.Admin, overseer).Send(new ListJobs.Query())).Failed, f => f.Job == SlaBreachJob.Name);
        Assert.Equal(("Exception: about somebody", true), (explained.Error, explained.CanAct));

        await As(Desk.Admin, overseer).Send(new RetryJob.Command(newer.Id));

        // Its latest failure stands for the earlier ones.
        Assert.DoesNotContain((await As(Desk.Admin, overseer).Send(new ListJobs.Query())).Failed, f => f.Job == SlaBreachJob.Name);
        Assert.Equal(JobHandling.Retried, (await history.Find(older.Id, CancellationToken.None))!.Handling);
    }

    [Fact]
    public async Task What_repeats_tells_its_last_and_next_time_and_what_waits_is_counted_for_each_tenant()
    {
        var jobs = App.Services.GetRequiredService<IJobs>();
        // However far a busy machine is behind, the schedule goes on and its next time is one interval after the last.
        async Task<ListJobs.Plan> Plan() => (await As(Desk.Admin).Send(new ListJobs.Query())).Plans.Single(p => p.Job == SlaBreachJob.Name);
        var plan = await Until(Plan, p => p.LastAt is not null);
        Assert.Equal(5, plan.EverySeconds);
        await Until(Plan, p => p.LastAt > plan.LastAt && p.NextAt - p.LastAt == TimeSpan.FromSeconds(5));

        // Not due: nothing waits.
        await jobs.At(JobsFixture.Hopeless.Name, DateTimeOffset.UtcNow.AddHours(1), new JobsFixture.Errand(Desk.Tenant.Id, Guid.NewGuid()), CancellationToken.None);
        Assert.Equal(0, (await jobs.Waiting(Desk.Tenant.Id, CancellationToken.None)).Waiting);
        // No node gets to it: the scheduler that it is for does not run.
        var due = new DateTimeOffset(DateTimeOffset.UtcNow.AddMinutes(-3).UtcTicks, TimeSpan.Zero);
        await Sql("alter table quartz.qrtz_triggers disable trigger all");
        await Sql("update quartz.qrtz_triggers set sched_name = 'elsewhere', next_fire_time = $2 where trigger_group = $1", Desk.Tenant.Id.ToString(), due.UtcTicks);
        Assert.Equal(new QueueDepth(1, due), await jobs.Waiting(Desk.Tenant.Id, CancellationToken.None));
        Assert.Equal(0, (await jobs.Waiting((await NewDesk()).Tenant.Id, CancellationToken.None)).Waiting);
        var queue = (await As(Desk.Admin).Send(new ListJobs.Query())).Queues.Single(q => q.Name == "jobs");
        Assert.Equal((1, due, null), (queue.Waiting, queue.OldestAt, queue.Everywhere));
        Assert.True((await As(Desk.Admin, Permissions.Jobs.Manage, Permissions.Settings.System).Send(new ListJobs.Query())).Queues.Single(q => q.Name == "jobs").Everywhere >= 1);
        await Sql("delete from quartz.qrtz_triggers where sched_name = 'elsewhere'");
        await Sql("alter table quartz.qrtz_triggers enable trigger all");
    }

    [Fact]
    public async Task A_run_whose_node_died_does_not_run_for_ever()
    {
        var history = App.Services.GetRequiredService<JobHistory>();
        JobRun Left(string node) => new(Guid.CreateVersion7(), JobsFixture.Hopeless.Name, node, 1, DateTimeOffset.UtcNow.AddMinutes(-5), null, JobOutcome.Running, null, 1, 2);
        var node = (string)(await Until(() => Sql("select instance_name from quartz.qrtz_scheduler_state limit 1"), n => n is not null))!;
        var (dead, alive) = (Left("gone"), Left(node));
        await history.Write(dead, CancellationToken.None);
        await history.Write(alive, CancellationToken.None);

        await history.CloseLost(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.Equal(JobOutcome.Failed, (await history.Find(dead.Id, CancellationToken.None))!.Outcome);
        Assert.Equal(JobOutcome.Running, (await history.Find(alive.Id, CancellationToken.None))!.Outcome);
        await history.Write(alive with { Outcome = JobOutcome.Succeeded }, CancellationToken.None);
    }

    private async Task<IReadOnlyList<JobRow>> Dead(Desk desk) => (await As(desk.Admin).Send(new ListJobs.Query())).Dead;

    private static async Task<T> Until<T>(Func<Task<T>> read, Func<T, bool> enough)
    {
        // Other work on the machine may hold the engine up for long; whoever waits here waits for it to come at all.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var value = await read();
            if (enough(value))
                return value;
            Assert.False(limit.IsCancellationRequested, $"It has not come; the last look showed {value}.");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private sealed class Quiet : IJobContext
    {
        public int Attempt => 1;

        public string? Payload => null;

        public List<(string Line, Guid? TenantId)> Lines { get; } = [];

        public Task Report(int done, int? total, CancellationToken ct) => Task.CompletedTask;

        public Task Log(string line, Guid? tenantId, CancellationToken ct)
        {
            Lines.Add((line, tenantId));
            return Task.CompletedTask;
        }
    }
}
