using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Operations;

/// <summary>One run of a job with the lines it wrote; of a run that works for all tenants, those about the viewer's own.</summary>
public static class GetJobRun
{
    [Requires(Permissions.Jobs.Manage)]
    public sealed record Query(Guid RunId) : IQuery<Result>;

    public sealed record Result(JobRow Run, IReadOnlyList<Line> Lines);

    public sealed record Line(int N, DateTimeOffset At, string Text);

    internal sealed class Handler(IJobs jobs, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var (run, lines) = await jobs.VisibleRun(actor, query.RunId, ct);
            return new(JobRow.Of(run, actor), Visible(lines, actor));
        }
    }

    /// <summary>The lines that a viewer may read.</summary>
    internal static IReadOnlyList<Line> Visible(IEnumerable<JobLine> lines, IActor viewer) =>
        [.. lines.Where(l => l.OfTenant is null || l.OfTenant == viewer.TenantId || viewer.OverseesJobs()).Select(l => new Line(l.N, l.At, l.Text))];
}
