using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Teams;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Teams;

/// <summary>Adds a team, still without members.</summary>
public static class CreateTeam
{
    [Requires(Permissions.Team.Manage)]
    public sealed record Command(string Name) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("team", null);
    }

    public sealed record Result(Guid TeamId);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Name).TeamName();
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            await db.GuardName(command.Name, null, ct);

            var team = new Team(actor.TenantId, command.Name, clock.GetUtcNow());
            db.Teams.Add(team);

            return new(team.Id);
        }
    }
}
