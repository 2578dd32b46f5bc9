using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Audit;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Staff;

/// <summary>Gives a colleague another role, and says why.</summary>
public static class ChangeRole
{
    [Requires(Permissions.User.Edit)]
    public sealed record Command(Guid StaffId, string Role, string Reason) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("staff_member", StaffId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.StaffId).NotEmpty();
            RuleFor(c => c.Role).Role();
            RuleFor(c => c.Reason).NotEmpty().Says("reason_required", "Say why the role changes.").AtMost(200);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            actor.GuardOther(command.StaffId, "own_role", "Nobody changes their own role; ask a colleague.");
            var member = await db.Subordinate(actor, command.StaffId, ct);
            await db.GuardRole(actor, command.Role, ct);
            if (member.Role == command.Role)
                return Unit.Value;

            member.ChangeRole(command.Role);
            db.Audit("RoleChanged", "staff_member", member.Id, AuditSeverity.Critical, command.Reason.Trim());

            return Unit.Value;
        }
    }
}
