using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.ApiTokens;

/// <summary>Ends an integration's access for good.</summary>
public static class RevokeApiToken
{
    [Requires(Permissions.ApiToken.Manage)]
    public sealed record Command(Guid Id) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("api_token", Id);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var token = await db.ApiTokens.SingleOrDefaultAsync(t => t.Id == command.Id, ct) ?? throw new NotFound("The key");
            if (token.RevokedAt is not null)
                return Unit.Value;

            token.Revoke(clock.GetUtcNow());
            db.Audit("ApiTokenRevoked", "api_token", token.Id, AuditSeverity.Warning);

            return Unit.Value;
        }
    }
}
