using System.Text.Json;

namespace EscalationCqrs.Application.Ports;

/// <summary>Work in the background. One node of all runs each occurrence; after a crash it runs again, so jobs are idempotent.</summary>
public interface IJobs
{
    /// <summary>Makes a job run again and again. Saying so again changes the schedule.</summary>
    Task Repeat(string job, JobSchedule schedule, CancellationToken ct);

    /// <summary>Runs a job once, as soon as a node is free.</summary>
    /// <param name="payload">Written as JSON; ids, never texts or addresses. One that is <see cref="IOfTenant"/> makes the run that tenant's.</param>
    Task<string> Enqueue(string job, object? payload, CancellationToken ct);

    /// <summary>Runs a job once, not before a moment.</summary>
    Task<string> At(string job, DateTimeOffset at, object? payload, CancellationToken ct);

    /// <summary>Runs that did something, are still running or failed, newest first.</summary>
    Task<IReadOnlyList<JobRun>> History(string? job, int limit, CancellationToken ct);

    /// <summary>The jobs that repeat, by name, with their last and next time.</summary>
    Task<IReadOnlyList<JobPlan>> Plans(CancellationToken ct);

    /// <summary>Runs of one kind, newest first.</summary>
    Task<IReadOnlyList<JobRun>> Runs(JobRunFilter filter, CancellationToken ct);

    /// <summary>One run with what it wrote about itself; null if there is none.</summary>
    Task<(JobRun Run, IReadOnlyList<JobLine> Lines)?> Find(Guid runId, CancellationToken ct);

    /// <summary>Does what a failed run was to do once more, with all its tries; saying so twice is saying it once.</summary>
    /// <returns>False if it did not fail, or somebody has acted on it already.</returns>
    Task<bool> Again(Guid runId, CancellationToken ct);

    /// <summary>Nobody needs to hear of a failed run any more.</summary>
    /// <returns>As <see cref="Again"/>.</returns>
    Task<bool> Dismiss(Guid runId, CancellationToken ct);

    /// <summary>Work that was asked for and is due, but has not begun.</summary>
    /// <param name="tenantId">Null for all.</param>
    Task<QueueDepth> Waiting(Guid? tenantId, CancellationToken ct);
}

/// <summary>A job that repeats.</summary>
/// <param name="LastAt">When it last began, also if there was nothing to do; null before the first time.</param>
/// <param name="Last">Its latest run that did something or failed.</param>
public sealed record JobPlan(string Job, JobSchedule Schedule, DateTimeOffset? LastAt, DateTimeOffset? NextAt, JobRun? Last);

/// <summary>Which runs are looked for.</summary>
public enum JobRunKind
{
    All,

    Running,

    /// <summary>Of what repeats the latest failure of each job that nobody has seen to.</summary>
    Failed,

    /// <summary>Asked for once and failed for good.</summary>
    Dead,
}

/// <param name="OfTenant">Null for those of all; else that tenant's and the platform's own.</param>
public sealed record JobRunFilter(JobRunKind Kind, string? Job, Guid? OfTenant, int Limit);

/// <summary>How much waits, and since when.</summary>
/// <param name="Waiting">Counted up to a limit.</param>
/// <param name="OldestAt">When the oldest was due; null if nothing waits.</param>
public sealed record QueueDepth(int Waiting, DateTimeOffset? OldestAt)
{
    /// <summary>Counting stops here.</summary>
    public const int Limit = 1000;
}

/// <summary>When a job repeats.</summary>
public abstract record JobSchedule
{
    private JobSchedule() { }

    public sealed record Every(TimeSpan Interval) : JobSchedule;

    /// <summary>A time of every day, in UTC.</summary>
    public sealed record Daily(TimeOnly At) : JobSchedule;
}

/// <summary>What one job is: its name, how often it is tried, and the class that does it.</summary>
/// <param name="Name">Stable, kebab-case; stored.</param>
/// <param name="Schedule">Null for jobs that run only when asked for.</param>
public sealed record JobDefinition(string Name, Type Type, JobSchedule? Schedule, RetryPolicy Retries);

/// <summary>How often and after how long failed work is tried again: exponential, with jitter and a cap.</summary>
/// <param name="Attempts">All in all, the first included.</param>
/// <param name="First">The delay after the first failure, before jitter.</param>
public sealed record RetryPolicy(int Attempts, TimeSpan First, TimeSpan Cap)
{
    /// <summary>For jobs that come again by their schedule anyway.</summary>
    public static readonly RetryPolicy None = new(1, TimeSpan.Zero, TimeSpan.Zero);

    public static readonly RetryPolicy Default = new(6, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10));

    /// <summary>Between half and the whole of the doubled delay, so that what failed together does not come back together.</summary>
    /// <param name="failures">How often it has failed: 1 or more.</param>
    /// <param name="chance">0 to 1.</param>
    /// <returns>Null when it is given up.</returns>
    public TimeSpan? DelayAfter(int failures, double chance)
    {
        if (failures >= Attempts)
            return null;
        var doubled = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 40)), Cap.TotalSeconds);
        return TimeSpan.FromSeconds(doubled * (0.5 + chance / 2));
    }
}

/// <summary>Does one kind of background work. Each occurrence has a scope of its own.</summary>
public interface IJob
{
    Task Run(IJobContext context, CancellationToken ct);
}

/// <summary>One occurrence of a job.</summary>
public interface IJobContext
{
    /// <summary>1 for the first try.</summary>
    int Attempt { get; }

    /// <summary>What was handed over when it was asked for, as JSON; null for repeated jobs.</summary>
    string? Payload { get; }

    /// <summary>Tells how far it is. A run that reports nothing and succeeds had nothing to do and leaves no history.</summary>
    /// <param name="total">Null where it is not known yet.</param>
    Task Report(int done, int? total, CancellationToken ct);

    /// <summary>Writes a line into the run's log, at most <see cref="MostLines"/> of them: ids and counts, never what people wrote.</summary>
    /// <param name="tenantId">Whom the line is about; null for one that anybody may read who sees the run.</param>
    Task Log(string line, Guid? tenantId, CancellationToken ct);

    const int MostLines = 200;
}

public static class JobPayloads
{
    /// <summary>Reads what <see cref="IJobs.Enqueue"/> was given.</summary>
    public static T Read<T>(this IJobContext context) =>
        context.Payload is { } json && JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web) is { } payload ? payload : throw new InvalidOperationException("The job needs a payload.");
}

/// <summary>A payload that says whose work it is: that tenant's administrators see the run and may act on it. Without, it is the platform's.</summary>
public interface IOfTenant
{
    Guid TenantId { get; }
}

public enum JobOutcome { Running, Succeeded, Failed, RetryScheduled }

/// <summary>What a person did about a run that had failed for good.</summary>
public enum JobHandling { Retried, Dismissed }

/// <summary>One run of a job, as the history keeps it.</summary>
/// <param name="Node">Which node ran it.</param>
/// <param name="Error">Type and masked sentence of the fault.</param>
public sealed record JobRun(Guid Id, string Job, string Node, int Attempt, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, JobOutcome Outcome, string? Error, int? Done, int? Total)
{
    /// <summary>Whose work it is; null for the platform's, which may be about any tenant.</summary>
    public Guid? OfTenant { get; init; }

    /// <summary>Asked for once, failed for good, and nobody has acted on it: it stays until somebody does.</summary>
    public bool IsDead { get; init; }

    /// <summary>What it was asked with, as JSON: ids. Kept of dead ones alone, to try them again.</summary>
    public string? Payload { get; init; }

    public JobHandling? Handling { get; init; }

    public DateTimeOffset? HandledAt { get; init; }
}

/// <summary>What a run wrote about itself: ids and counts, masked like the log.</summary>
/// <param name="N">Its place among the lines of the run, from 1.</param>
public sealed record JobLine(Guid RunId, int N, DateTimeOffset At, string Text)
{
    /// <summary>Whom the line is about; null for one that is about nobody in particular.</summary>
    public Guid? OfTenant { get; init; }
}
