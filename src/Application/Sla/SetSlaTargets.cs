using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Sla;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Sla;

/// <summary>Sets targets by priority. They hold for requests opened from now on and where the priority changes; running clocks keep the targets they began with.</summary>
public static class SetSlaTargets
{
    /// <summary>A year.</summary>
    public const int MaxMinutes = 525_600;

    [Requires(Permissions.Sla.Manage)]
    public sealed record Command(IReadOnlyList<Row> Targets) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("sla_policy", null);
    }

    public sealed record Row(Priority Priority, int FirstResponseMinutes, int ResolutionMinutes);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Targets).NotEmpty().Must(t => t is null || t.DistinctBy(r => r.Priority).Count() == t.Count).Says("priority_twice", "Name each priority once.");
            RuleForEach(c => c.Targets).ChildRules(row =>
            {
                row.RuleFor(r => r.Priority).IsInEnum();
                row.RuleFor(r => r.FirstResponseMinutes).InclusiveBetween(1, MaxMinutes).Says("minutes_range", "Enter minutes from 1 to 525,600.");
                row.RuleFor(r => r.ResolutionMinutes).InclusiveBetween(1, MaxMinutes).Says("minutes_range", "Enter minutes from 1 to 525,600.");
                row.RuleFor(r => r.ResolutionMinutes).GreaterThanOrEqualTo(r => r.FirstResponseMinutes)
                    .Says("resolution_shorter", "The resolution target cannot be shorter than the first response.");
            });
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var present = await db.SlaPolicies.ToDictionaryAsync(p => p.Priority, ct);
            foreach (var row in command.Targets)
            {
                var targets = new SlaTargets(TimeSpan.FromMinutes(row.FirstResponseMinutes), TimeSpan.FromMinutes(row.ResolutionMinutes));
                if (present.TryGetValue(row.Priority, out var policy))
                    policy.Set(targets);
                else
                    db.SlaPolicies.Add(new SlaPolicy(actor.TenantId, row.Priority, targets));
            }

            return Unit.Value;
        }
    }
}
