using System.Diagnostics;
using System.Globalization;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>The one class that the engine knows: finds the desk's job by name, runs it in a scope of its own, keeps its history and plans the retry.</summary>
internal sealed partial class QuartzJob(IServiceScopeFactory scopes, JobCatalogue catalogue, JobHistory history, QuartzJobs jobs, TimeProvider clock, ILogger<QuartzJob> logger) : Quartz.IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct)
    {
        var definition = catalogue.Get(context.JobDetail.Key.Name);
        var data = context.MergedJobDataMap;
        var attempt = data.TryGetValue(QuartzJobs.Attempt, out var text) ? int.Parse((string)text!, CultureInfo.InvariantCulture) : 1;
        var node = await context.Scheduler.GetSchedulerInstanceId(ct);
        var run = new Run(history, new(Guid.CreateVersion7(clock.GetUtcNow()), definition.Name, node, attempt, clock.GetUtcNow(), null, JobOutcome.Running, null, null, null)
        {
            OfTenant = data.TryGetValue(QuartzJobs.Tenant, out var tenant) && Guid.TryParse((string?)tenant, out var id) ? id : null,
        }, data.TryGetValue(QuartzJobs.Payload, out var payload) ? (string?)payload : null, clock);
        using var activity = DeskTelemetry.Source.StartActivity($"job {definition.Name}");
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await ((Application.Ports.IJob)scope.ServiceProvider.GetRequiredService(definition.Type)).Run(run, ct);
            if (run.HasReported)
                await run.End(JobOutcome.Succeeded, null, clock.GetUtcNow());
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            Failed(fault, definition.Name, attempt);
            var delay = definition.Retries.DelayAfter(attempt, Random.Shared.NextDouble());
            if (delay is { } wait)
                await jobs.Retry(definition.Name, clock.GetUtcNow() + wait, run.Payload, run.OfTenant, attempt + 1, CancellationToken.None);
            // What repeats comes again by itself; what was asked for once is lost unless a person decides.
            await run.End(delay is null ? JobOutcome.Failed : JobOutcome.RetryScheduled, JobHistory.Describe(fault), clock.GetUtcNow(), isDead: delay is null && definition.Schedule is null);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The job {Job} failed at attempt {Attempt}.")]
    private partial void Failed(Exception fault, string job, int attempt);

    private sealed class Run(JobHistory history, JobRun row, string? payload, TimeProvider clock) : IJobContext
    {
        private JobRun _row = row;
        private int _lines;

        public bool HasReported { get; private set; }

        public int Attempt => _row.Attempt;

        public string? Payload => payload;

        public Guid? OfTenant => _row.OfTenant;

        public Task Report(int done, int? total, CancellationToken ct)
        {
            HasReported = true;
            _row = _row with { Done = done, Total = total };
            return history.Write(_row, ct);
        }

        public async Task Log(string line, Guid? tenantId, CancellationToken ct)
        {
            // Items are worked on side by side.
            var n = Interlocked.Increment(ref _lines);
            if (n > IJobContext.MostLines)
                return;
            if (!HasReported)
            {
                await history.Write(_row, ct);
                HasReported = true;
            }

            var isLast = n == IJobContext.MostLines;
            await history.Append(new(_row.Id, n, clock.GetUtcNow(), isLast ? "Further lines were not kept." : line) { OfTenant = isLast ? null : tenantId }, ct);
        }

        public Task End(JobOutcome outcome, string? error, DateTimeOffset at, bool isDead = false)
        {
            _row = _row with { Outcome = outcome, Error = error, EndedAt = at, IsDead = isDead, Payload = isDead ? payload : null };
            return history.Write(_row, CancellationToken.None);
        }
    }
}
