using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Teams;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Teams;

/// <summary>Says who is in a team; whoever is not named leaves it.</summary>
public static class SetTeamMembers
{
    [Requires(Permissions.Team.Manage)]
    public sealed record Command(Guid TeamId, IReadOnlyList<Guid> StaffIds) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("team", TeamId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.TeamId).NotEmpty();
            RuleFor(c => c.StaffIds).NotNull().Must(ids => ids is null || ids.Count <= 1000).Says("too_many_members", "A team has at most 1,000 members.");
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var team = await db.Team(command.TeamId, ct);
            Guid[] wanted = [.. command.StaffIds.Distinct()];
            if (await db.Staff.CountAsync(s => wanted.Contains(s.Id), ct) != wanted.Length)
                throw new FieldRefused("staffIds", "unknown_agent", "Choose members of staff.");

            var present = await db.TeamMembers.Where(m => m.TeamId == team.Id).ToListAsync(ct);
            db.TeamMembers.RemoveRange(present.Where(m => !wanted.Contains(m.StaffId)));
            db.TeamMembers.AddRange(wanted.Except(present.Select(m => m.StaffId)).Select(id => new TeamMember(actor.TenantId, team.Id, id)));

            return Unit.Value;
        }
    }
}
