using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Platform;

/// <summary>Takes the power over the platform away; sessions and running visits end at once.</summary>
public static class RemovePlatformAdministrator
{
    [SystemOnly]
    public sealed record Command(string Email) : ICommand;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Email).NotEmpty();
    }

    internal sealed class Handler(IAccounts accounts, IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            if (await accounts.FindByEmail(command.Email, ct) is not { IsSuperAdmin: true } account)
                throw new NotFound("The platform administrator");
            await accounts.UnmakeSuperAdmin(account.Id, ct);
            db.Audit(nameof(RemovePlatformAdministrator), "account", account.Id, AuditSeverity.Critical);
            return Unit.Value;
        }
    }
}
