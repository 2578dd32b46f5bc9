using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Sla;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Sla;

/// <summary>How soon requests of each priority must be answered and resolved, most urgent first.</summary>
public static class GetSlaTargets
{
    [Requires(Permissions.Sla.Read)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor = null);

    public sealed record Row(Priority Priority, int FirstResponseMinutes, int ResolutionMinutes);

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var set = await db.SlaPolicies.ToDictionaryAsync(p => p.Priority, p => p.Targets, ct);
            return new([.. SlaPolicy.Defaults.Select(d => (Priority: d.Key, Targets: set.GetValueOrDefault(d.Key, d.Value))).OrderByDescending(r => r.Priority)
                .Select(r => new Row(r.Priority, (int)r.Targets.FirstResponse.TotalMinutes, (int)r.Targets.Resolution.TotalMinutes))]);
        }
    }
}
