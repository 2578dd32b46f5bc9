using System.Text.Json;

namespace EscalationCqrs.Application.Ports;

/// <summary>Work in the background. One node of all runs each occurrence; after a crash it runs again, so jobs are idempotent.</summary>
public interface IJobs
{
    /// <summary>Makes a job run again and again. Saying so again changes the schedule.</summary>
    Task Repeat(string job, JobSchedule schedule, CancellationToken ct);

    /// <summary>Runs a job once, as soon as a node is free.</summary>
    /// <param name="payload">Written as JSON; ids, never texts or addresses.</param>
    Task<string> Enqueue(string job, object? payload, CancellationToken ct);

    /// <summary>Runs a job once, not before a moment.</summary>
    Task<string> At(string job, DateTimeOffset at, object? payload, CancellationToken ct);

    /// <summary>Runs that did something, are still running or failed, newest first.</summary>
    Task<IReadOnlyList<JobRun>> History(string? job, int limit, CancellationToken ct);
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
}

public static class JobPayloads
{
    /// <summary>Reads what <see cref="IJobs.Enqueue"/> was given.</summary>
    public static T Read<T>(this IJobContext context) =>
        context.Payload is { } json && JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web) is { } payload ? payload : throw new InvalidOperationException("The job needs a payload.");
}

public enum JobOutcome { Running, Succeeded, Failed, RetryScheduled }

/// <summary>One run of a job, as the history keeps it.</summary>
/// <param name="Node">Which node ran it.</param>
/// <param name="Error">Type and masked sentence of the fault.</param>
public sealed record JobRun(Guid Id, string Job, string Node, int Attempt, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, JobOutcome Outcome, string? Error, int? Done, int? Total);
