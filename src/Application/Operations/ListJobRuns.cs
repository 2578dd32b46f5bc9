using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Operations;

/// <summary>What the background jobs did lately, as far as it is the viewer's business.</summary>
public static class ListJobRuns
{
    [Requires(Permissions.Jobs.Manage)]
    public sealed record Query(string? Job = null, JobRunKind Kind = JobRunKind.All, int Limit = 20) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<JobRow> Items);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Kind).IsInEnum();
            RuleFor(q => q.Limit).InclusiveBetween(1, 200);
        }
    }

    internal sealed class Handler(IJobs jobs, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct) =>
            new([.. (await jobs.Runs(new(query.Kind, query.Job, actor.JobsOf(), query.Limit), ct)).Select(run => JobRow.Of(run, actor))]);
    }
}
