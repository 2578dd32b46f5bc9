using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Teams;

/// <summary>Renames a team, or takes it out of use and back. Work that it has stays with it.</summary>
public static class UpdateTeam
{
    [Requires(Permissions.Team.Manage)]
    public sealed record Command(Guid TeamId, string Name, bool IsActive) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("team", TeamId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.TeamId).NotEmpty();
            RuleFor(c => c.Name).TeamName();
        }
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var team = await db.Team(command.TeamId, ct);
            await db.GuardName(command.Name, team.Id, ct);

            team.Rename(command.Name);
            team.SetActive(command.IsActive);

            return Unit.Value;
        }
    }
}
