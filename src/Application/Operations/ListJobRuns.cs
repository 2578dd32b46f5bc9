using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Operations;

/// <summary>What the background jobs did lately.</summary>
public static class ListJobRuns
{
    [Requires(Permissions.Jobs.Manage)]
    public sealed record Query(string? Job = null, int Limit = 20) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<JobRun> Items);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(IJobs jobs) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct) => new(await jobs.History(query.Job, query.Limit, ct));
    }
}
