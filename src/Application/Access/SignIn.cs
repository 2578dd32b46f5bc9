using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Access;

/// <summary>A person proves who they are and enters a tenant; a platform administrator, who belongs to none, enters none yet. Wrong and unknown are told apart by nobody; after five failures the account is locked.</summary>
public static class SignIn
{
    /// <param name="Tenant">Slug, for whoever belongs to several; null enters the first.</param>
    [NoPermissionNeeded("Signing in is how permissions begin")]
    [OwnTransactions("Accounts count failures even when the request is refused")]
    public sealed record Command(string Email, string Password, string? Tenant = null) : ICommand<Result>;

    /// <param name="TenantId">Null for a platform administrator.</param>
    /// <param name="Memberships">All that the person could have entered.</param>
    public sealed record Result(Guid AccountId, Guid? TenantId, string SecurityStamp, IReadOnlyList<Membership> Memberships);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Email).NotEmpty().MaximumLength(254);
            RuleFor(c => c.Password).NotEmpty().MaximumLength(200);
        }
    }

    internal sealed class Handler(IAccounts accounts, ICrossTenant tenants, IAuditLog audit, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var account = await accounts.CheckPassword(command.Email, command.Password, ct) switch
            {
                PasswordCheck.Ok ok => ok,
                PasswordCheck.LockedOut locked => throw new TooMany("Too many attempts. Try again later.", locked.Until - clock.GetUtcNow()),
                _ => throw Wrong(),
            };
            var memberships = (await tenants.MembershipsOf(account.AccountId, ct)).Where(m => m.IsActive).ToList();
            var chosen = memberships.FirstOrDefault(m => command.Tenant is null || m.Slug == command.Tenant);
            if (chosen is null && (command.Tenant is not null || await accounts.Find(account.AccountId, ct) is not { IsSuperAdmin: true }))
                throw Wrong();
            if (chosen is not null && await tenants.Staff(chosen.TenantId, account.AccountId, ct) is { } member)
                await audit.Done(nameof(SignIn), member);
            return new(account.AccountId, chosen?.TenantId, account.SecurityStamp, memberships);
        }

        private static NotSignedIn Wrong() => new("The e-mail or the password is not right.");
    }
}
