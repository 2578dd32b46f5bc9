using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Platform;

/// <summary>Gives an account power over the platform. It belongs to no tenant, and enters one by a visit.</summary>
public static class CreatePlatformAdministrator
{
    /// <param name="Name">How the tenants that are entered see the person.</param>
    [SystemOnly]
    public sealed record Command(string Email, string Name) : ICommand<Result>;

    /// <param name="Link">Last segment of the invitation's address; null where the account has a password.</param>
    public sealed record Result(Guid AccountId, string? Link);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Email).NotEmpty().AtMost(254).EmailAddress();
            RuleFor(c => c.Name).PersonName();
        }
    }

    internal sealed class Handler(IAccounts accounts, ICrossTenant everywhere, IDeskDb db) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var id = await accounts.Create(command.Email, null, ct);
            if ((await everywhere.MembershipsOf(id, ct)).Count > 0)
                throw new FieldRefused("email", "member_account", "This address belongs to a member of a tenant's staff, who cannot administer the platform; use another.");

            await accounts.MakeSuperAdmin(id, command.Name, ct);
            // Accounts keep their own transactions: if only this entry fails the verb says so, and is repeated.
            db.Audit(nameof(CreatePlatformAdministrator), "account", id, AuditSeverity.Critical);
            var account = (await accounts.Find(id, ct))!;
            return new(id, account.HasPassword ? null : InvitationLink.Encode(id, await accounts.InvitationToken(id, ct)));
        }
    }
}
