using System.Globalization;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>Keeps the history of jobs true and short: ends runs that died with their node, and forgets runs after two weeks, except dead ones.</summary>
internal sealed class JobHistoryTrimJob(JobHistory history, TimeProvider clock) : IJob
{
    public const string Name = "job-history-trim";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    /// <summary>A node that has just begun may not have told the others yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public async Task Run(IJobContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var lost = await history.CloseLost(now, Patience, ct);
        var forgotten = await history.Trim(now - Kept, ct);
        if (lost + forgotten == 0)
            return;
        await context.Report(lost + forgotten, lost + forgotten, ct);
        await context.Log(string.Create(CultureInfo.InvariantCulture, $"{lost} runs had died with their node, {forgotten} old ones were forgotten."), null, ct);
    }
}
