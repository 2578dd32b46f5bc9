using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>Forgets runs of jobs after two weeks.</summary>
internal sealed class JobHistoryTrimJob(JobHistory history, TimeProvider clock) : IJob
{
    public const string Name = "job-history-trim";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    public async Task Run(IJobContext context, CancellationToken ct)
    {
        var forgotten = await history.Trim(clock.GetUtcNow() - Kept, ct);
        if (forgotten > 0)
            await context.Report(forgotten, forgotten, ct);
    }
}
