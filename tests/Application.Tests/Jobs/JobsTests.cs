using System.Collections.Concurrent;
using EscalationCqrs.Application.Audit;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
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
        services.AddJobs();
    }

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
        var items = App.Services.GetRequiredService<ItemRunner>();

        await Assert.ThrowsAsync<AggregateException>(() => items.Each(new Quiet(), [1, 2, 3], i => i == 2 ? throw new InvalidOperationException() : Done(i), CancellationToken.None));

        Assert.Equal([1, 3], done);
        Task Done(int item)
        {
            done.Add(item);
            return Task.CompletedTask;
        }
    }

    private static async Task<T> Until<T>(Func<Task<T>> read, Func<T, bool> enough)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var value = await read();
            if (enough(value))
                return value;
            await Task.Delay(100, limit.Token);
        }
    }

    private sealed class Quiet : IJobContext
    {
        public int Attempt => 1;

        public string? Payload => null;

        public Task Report(int done, int? total, CancellationToken ct) => Task.CompletedTask;
    }
}
