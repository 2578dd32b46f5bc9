using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Staff;

/// <summary>Gives a link with which a colleague chooses a new password: the invitation was lost, or the password was.</summary>
public static class CreatePasswordLink
{
    [Requires(Permissions.User.Edit)]
    public sealed record Command(Guid StaffId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("staff_member", StaffId);
    }

    /// <param name="Link">Last segment of the address to hand over.</param>
    public sealed record Result(Guid StaffId, string Name, string Link);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.StaffId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, IAccounts accounts, ICrossTenant everywhere, IActor actor) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var member = await db.Subordinate(actor, command.StaffId, ct);
            if (!member.IsActive)
                throw new RuleViolation("agent_inactive", "This person no longer works here.");
            var account = await accounts.Find(member.Id, ct) ?? throw new NotFound("The account");
            // Whoever holds the link holds the account, wherever else it works.
            if (account.IsSuperAdmin || (await everywhere.MembershipsOf(account.Id, ct)).Any(m => m.TenantId != actor.TenantId))
                throw new RuleViolation("account_shared", "This person also works elsewhere, so the password cannot be reset from here.");

            db.Audit("PasswordLinkCreated", "staff_member", member.Id, AuditSeverity.Critical);
            var token = account.HasPassword ? await accounts.ResetToken(account.Id, ct) : await accounts.InvitationToken(account.Id, ct);
            return new(member.Id, member.Name, InvitationLink.Encode(account.Id, token));
        }
    }
}
