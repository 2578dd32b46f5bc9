using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Staff;

/// <summary>Whoever holds a link chooses the password of the account it was made for; the link works once.</summary>
public static class AcceptInvitation
{
    public const int MinPasswordLength = 12;

    [NoPermissionNeeded("the link's token is the proof")]
    [OwnTransactions("accounts keep their own, and belong to no tenant")]
    public sealed record Command(string Link, string Password) : ICommand<Result>;

    public sealed record Result(Guid AccountId, string Email);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Link).NotEmpty().AtMost(2000);
            RuleFor(c => c.Password).MinimumLength(MinPasswordLength).Says("password_short", $"Use at least {MinPasswordLength} characters.").AtMost(128);
        }
    }

    internal sealed class Handler(IAccounts accounts, ICrossTenant tenants, IAuditLog audit) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var (accountId, token) = InvitationLink.Decode(command.Link);
            await accounts.SetPassword(accountId, token, command.Password, ct);
            foreach (var membership in await tenants.MembershipsOf(accountId, ct))
            {
                if (await tenants.Staff(membership.TenantId, accountId, ct) is { } member)
                    await audit.Done(nameof(AcceptInvitation), member);
            }

            return new(accountId, (await accounts.Find(accountId, ct))!.Email);
        }
    }
}
