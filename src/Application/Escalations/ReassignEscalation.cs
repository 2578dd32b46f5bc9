using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Moves work to another agent or to a team, with a reason; one interval closes and the next opens in the same commit.</summary>
public static class ReassignEscalation
{
    [Requires(Permissions.Inbox.Assign)]
    public sealed record Command(Guid EscalationId, Guid? UserId, Guid? TeamId, string Reason) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.EscalationId).NotEmpty();
            RuleFor(c => c.Reason).NotEmpty().Says("reason_required", "Say why.").MaximumLength(500);
            RuleFor(c => c.UserId).Must((c, user) => user is null != c.TeamId is null).Says("person_or_team", "Choose either a member of staff or a team.");
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            var now = clock.GetUtcNow();

            if (command.UserId is { } userId)
                escalation.ReassignTo(await db.Agent(actor, escalation, userId, "userId", ct), command.Reason.Trim(), actor.Stamp(), now);
            else
                escalation.ReassignTo(await Team(command.TeamId!.Value, ct), command.Reason.Trim(), actor.Stamp(), now);

            return Unit.Value;
        }

        private async Task<Guid?> Team(Guid id, CancellationToken ct) =>
            await db.Teams.AnyAsync(t => t.Id == id && t.IsActive, ct) ? id : throw new FieldRefused("teamId", "unknown_team", "Choose a team.");
    }
}
