using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Staff;

/// <summary>Lets a colleague who left come back, with the role they had.</summary>
public static class ReactivateStaff
{
    [Requires(Permissions.User.Edit)]
    public sealed record Command(Guid StaffId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("staff_member", StaffId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.StaffId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            actor.GuardOther(command.StaffId, "own_account", "Nobody reactivates themselves; ask a colleague.");
            var member = await db.Subordinate(actor, command.StaffId, ct);
            if (member.IsActive)
                return Unit.Value;

            member.Reactivate();
            db.Audit("StaffReactivated", "staff_member", member.Id, AuditSeverity.Warning);

            return Unit.Value;
        }
    }
}
