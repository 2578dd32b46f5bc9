using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Application.Operations;

/// <summary>A run as its viewer may see it. Of the platform's own runs, which work for all tenants, a tenant's people see when they ran and how they ended; no counts, no words.</summary>
/// <param name="IsOfPlatform">Not one tenant's work.</param>
/// <param name="Node">Which node ran it; null where that is not the viewer's business.</param>
/// <param name="Percent">How far it is; null where that is not known.</param>
/// <param name="IsDead">Failed for good, and stays until somebody acts.</param>
/// <param name="CanAct">Whether the viewer may retry or dismiss it now.</param>
public sealed record JobRow(Guid Id, string Job, bool IsOfPlatform, string? Node, int Attempt, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, JobOutcome Outcome, string? Error,
    int? Done, int? Total, int? Percent, bool IsDead, bool CanAct, JobHandling? Handling, DateTimeOffset? HandledAt)
{
    public static JobRow Of(JobRun run, IActor viewer)
    {
        var all = viewer.OverseesJobs() || run.OfTenant is not null;
        var percent = run is { Done: { } done, Total: > 0 and var total } ? (int)Math.Clamp(100L * done / total, 0, 100) : (int?)null;
        return new(run.Id, run.Job, run.OfTenant is null, viewer.OverseesJobs() ? run.Node : null, run.Attempt, run.StartedAt, run.EndedAt, run.Outcome, all ? run.Error : null,
            all ? run.Done : null, all ? run.Total : null, percent, run.IsDead, all && run is { Outcome: JobOutcome.Failed, Handling: null }, run.Handling, run.HandledAt);
    }
}

/// <summary>
/// Who sees what of background work. Jobs are the platform's, and most of them work for every tenant at once: whoever may configure the platform sees all of
/// it; others see their tenant's own runs, and of the rest no more than that it ran.
/// </summary>
internal static class JobSight
{
    public static bool OverseesJobs(this IActor actor) => actor.Kind == ActorKind.System || actor.May(Permissions.Settings.System);

    /// <summary>Whose runs the viewer's lists are made of; null for all.</summary>
    public static Guid? JobsOf(this IActor actor) => actor.OverseesJobs() ? null : actor.TenantId;

    /// <exception cref="NotFound">There is no such run, or it is another tenant's.</exception>
    public static async Task<(JobRun Run, IReadOnlyList<JobLine> Lines)> VisibleRun(this IJobs jobs, IActor actor, Guid id, CancellationToken ct) =>
        await jobs.Find(id, ct) is { } found && (found.Run.OfTenant is null || found.Run.OfTenant == actor.TenantId || actor.OverseesJobs()) ? found : throw new NotFound("The run");

    /// <summary>As <see cref="VisibleRun"/>, for one that the actor means to act on.</summary>
    /// <exception cref="PermissionDenied">It is the platform's.</exception>
    public static async Task<JobRun> OwnRun(this IJobs jobs, IActor actor, Guid id, CancellationToken ct)
    {
        var (run, _) = await jobs.VisibleRun(actor, id, ct);
        if (run.OfTenant is null && !actor.OverseesJobs())
            actor.Demand(Permissions.Settings.System);
        return run;
    }
}
