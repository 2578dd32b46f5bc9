using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Staff;

/// <summary>Ends a colleague's access; their open work goes back to the queue in the same commit. History keeps their name.</summary>
public static class DeactivateStaff
{
    [Requires(Permissions.User.Edit)]
    public sealed record Command(Guid StaffId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("staff_member", StaffId);
    }

    /// <param name="Released">Requests that went back to the queue.</param>
    public sealed record Result(int Released);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.StaffId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, IAccounts accounts, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            actor.GuardOther(command.StaffId, "own_account", "Nobody deactivates themselves; ask a colleague.");
            var member = await db.Subordinate(actor, command.StaffId, ct);
            if (!member.IsActive)
                return new(0);

            var now = clock.GetUtcNow();
            var released = await ReleaseWork(member.Id, now, ct);
            member.Deactivate(now);
            db.Audit("StaffDeactivated", "staff_member", member.Id, AuditSeverity.Critical);
            // Ends the sessions even if this transaction fails: then the person signs in once more, no harm is done.
            await accounts.EndSessions(member.Id, ct);

            return new(released);
        }

        private async Task<int> ReleaseWork(Guid staffId, DateTimeOffset now, CancellationToken ct)
        {
            var released = 0;
            foreach (var id in await db.Escalations.Where(e => e.Unfinished && e.OwnerId == staffId).OrderBy(e => e.Id).Select(e => e.Id).ToListAsync(ct))
            {
                var escalation = await db.LockEscalation(id, ct);
                if (escalation is null || !escalation.IsOwnedBy(staffId))
                    continue;
                escalation.Release(actor.Stamp(), null, now);
                released++;
            }

            return released;
        }
    }
}
