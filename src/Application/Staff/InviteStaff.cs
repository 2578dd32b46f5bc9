using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Staff;

/// <summary>Makes a person a member of staff and gives the link with which they choose their password.</summary>
public static class InviteStaff
{
    [Requires(Permissions.User.Invite)]
    public sealed record Command(string Email, string Name, string Role) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("staff_member", null);
    }

    /// <param name="Link">Last segment of the address to hand over, good for a week; null where the person has a password already and simply signs in.</param>
    public sealed record Result(Guid StaffId, string Name, string? Link);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Email).NotEmpty().Says("email_missing", "Enter an e-mail address.").AtMost(254).EmailAddress().Says("bad_email", "This is not an e-mail address.");
            RuleFor(c => c.Name).PersonName();
            RuleFor(c => c.Role).Role();
        }
    }

    internal sealed class Handler(IDeskDb db, IAccounts accounts, ICrossTenant everywhere, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            await db.GuardRole(actor, command.Role, ct);
            // The account is made in a transaction of its own. If ours fails, an account without membership remains, which can do nothing and which the next try finds.
            var accountId = await accounts.Create(command.Email.Trim(), null, ct);
            if (await db.Staff.AnyAsync(s => s.Id == accountId, ct))
                throw new FieldRefused("email", "already_staff", "This person is a member of staff already.");

            var account = (await accounts.Find(accountId, ct))!;
            account.GuardMember("email");
            await GuardElsewhere(account, ct);
            var locale = await db.Tenants.Select(t => t.Locale).SingleAsync(ct);
            db.Staff.Add(new StaffMember(actor.TenantId, accountId, command.Name, account.Email, command.Role, locale, clock.GetUtcNow()));
            db.Audit("StaffInvited", "staff_member", accountId, AuditSeverity.Warning, command.Role);
            return new(accountId, command.Name.Trim(), account.HasPassword ? null : InvitationLink.Encode(accountId, await accounts.InvitationToken(accountId, ct)));
        }

        /// <summary>While another tenant's invitation is open, its administrator holds a link that would open this tenant too.</summary>
        private async Task GuardElsewhere(AccountFacts account, CancellationToken ct)
        {
            if (!account.HasPassword && (await everywhere.MembershipsOf(account.Id, ct)).Any(m => m.TenantId != actor.TenantId))
                throw new FieldRefused("email", "invited_elsewhere", "This person has not accepted another invitation yet; invite them once they have.");
        }
    }
}
