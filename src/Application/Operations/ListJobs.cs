using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Operations;

/// <summary>All about background work on one screen: what repeats, what runs now, what failed, what waits for a person, and how long the queues are.</summary>
public static class ListJobs
{
    /// <summary>So many of each are shown, and so many quarantined webhooks are counted.</summary>
    private const int Most = 50, MostCounted = 1000;

    [Requires(Permissions.Jobs.Manage)]
    public sealed record Query : IQuery<Result>;

    /// <param name="OverseesAll">The viewer sees the work of all tenants.</param>
    /// <param name="Running">With the latest lines of each.</param>
    /// <param name="Failed">Of what repeats, the latest failure of each job that nobody has seen to.</param>
    /// <param name="Dead">What was asked for once and failed for good.</param>
    /// <param name="Recordings">Those of this tenant that could not be fetched, or of which the carrier keeps a copy, oldest first.</param>
    public sealed record Result(bool OverseesAll, IReadOnlyList<Queue> Queues, IReadOnlyList<Plan> Plans, IReadOnlyList<RunningJob> Running, IReadOnlyList<JobRow> Failed, IReadOnlyList<JobRow> Dead,
        IReadOnlyList<LostRecording> Recordings, Quarantine Webhooks);

    /// <param name="Name"><c>messages</c>, <c>webhooks</c>, <c>calls</c>, <c>recordings</c> or <c>jobs</c>.</param>
    /// <param name="Waiting">Of this tenant, due; counting stops at 1,000.</param>
    /// <param name="OldestAt">When the oldest was due.</param>
    /// <param name="Everywhere">Of all tenants, for those who oversee them.</param>
    public sealed record Queue(string Name, int Waiting, DateTimeOffset? OldestAt, int? Everywhere, DateTimeOffset? OldestEverywhereAt);

    /// <param name="EverySeconds">Null for one that runs daily.</param>
    /// <param name="DailyAt">In UTC; null for one that runs at intervals.</param>
    /// <param name="LastAt">When it last began, also if there was nothing to do.</param>
    /// <param name="LastOutcome">Of its latest run that had something to do.</param>
    public sealed record Plan(string Job, double? EverySeconds, TimeOnly? DailyAt, DateTimeOffset? LastAt, DateTimeOffset? NextAt, JobOutcome? LastOutcome);

    public sealed record RunningJob(JobRow Run, IReadOnlyList<GetJobRun.Line> Lines);

    /// <param name="AtCarrier">Not that it could not be fetched, but that the carrier's copy could not be deleted.</param>
    public sealed record LostRecording(Guid Id, string? Error, int Attempts, DateTimeOffset CreatedAt, bool AtCarrier);

    /// <param name="Count">Counting stops at 1,000.</param>
    public sealed record Quarantine(int Count, DateTimeOffset? OldestAt);

    internal sealed class Handler(IDeskDb db, IJobs jobs, ICrossTenant tenants, IActor actor, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var plans = (await jobs.Plans(ct)).Select(p => new Plan(p.Job, (p.Schedule as JobSchedule.Every)?.Interval.TotalSeconds, (p.Schedule as JobSchedule.Daily)?.At, p.LastAt, p.NextAt, p.Last?.Outcome));
            var running = await Running(ct);
            var (failed, dead) = (await Runs(JobRunKind.Failed, ct), await Runs(JobRunKind.Dead, ct));
            return new(actor.OverseesJobs(), await Queues(ct), [.. plans], running, failed, [.. dead.Where(d => d.CanAct)], await Lost(ct), await Webhooks(ct));
        }

        private async Task<IReadOnlyList<JobRow>> Runs(JobRunKind kind, CancellationToken ct) => [.. (await jobs.Runs(new(kind, null, actor.JobsOf(), Most), ct)).Select(run => JobRow.Of(run, actor))];

        private async Task<IReadOnlyList<RunningJob>> Running(CancellationToken ct)
        {
            List<RunningJob> running = [];
            foreach (var run in await Runs(JobRunKind.Running, ct))
                running.Add(new(run, await jobs.Find(run.Id, ct) is { Lines: var lines } ? GetJobRun.Visible(lines, actor) : []));
            return running;
        }

        private async Task<IReadOnlyList<Queue>> Queues(CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            Task<IReadOnlyDictionary<string, QueueDepth>> Depths(Guid? tenant) => tenants.QueueDepths(tenant, now, ct);
            var (own, all) = (await Depths(actor.TenantId), actor.OverseesJobs() ? await Depths(null) : null);
            var (ownJobs, allJobs) = (await jobs.Waiting(actor.TenantId, ct), all is null ? null : await jobs.Waiting(null, ct));
            return
            [
                .. own.Select(q => new Queue(q.Key, q.Value.Waiting, q.Value.OldestAt, all?[q.Key].Waiting, all?[q.Key].OldestAt)),
                new("jobs", ownJobs.Waiting, ownJobs.OldestAt, allJobs?.Waiting, allJobs?.OldestAt),
            ];
        }

        private async Task<IReadOnlyList<LostRecording>> Lost(CancellationToken ct)
        {
            var waiting = db.VisibleRecordings(actor).Where(r => r.SetAsideAt == null).OrderBy(r => r.CreatedAt).ThenBy(r => r.Id);
            // Each by an index of its own.
            var failed = await waiting.Where(r => r.State == RecordingState.Failed).Take(Most).Select(r => new LostRecording(r.Id, r.Error, r.Attempts, r.CreatedAt, false)).ToListAsync(ct);
            var left = await waiting.Where(r => (r.State == RecordingState.Stored || r.State == RecordingState.Deleted) && r.CarrierDeletedAt == null && r.NextAttemptAt == null && r.Attempts >= Recording.MaxAttempts)
                .Take(Most).Select(r => new LostRecording(r.Id, r.Error, r.Attempts, r.CreatedAt, true)).ToListAsync(ct);
            return [.. failed.Concat(left).OrderBy(r => r.CreatedAt).Take(Most)];
        }

        private async Task<Quarantine> Webhooks(CancellationToken ct)
        {
            var numbers = db.Numbers.Select(n => db.WebhookReceipts.Where(r => r.NumberId == n.Id && r.State == WebhookState.Quarantined).Min(r => (DateTimeOffset?)r.ReceivedAt));
            var count = await db.WebhookReceipts.Where(r => r.State == WebhookState.Quarantined).Take(MostCounted).CountAsync(ct);
            return new(count, count == 0 ? null : (await numbers.ToListAsync(ct)).Min());
        }
    }
}
