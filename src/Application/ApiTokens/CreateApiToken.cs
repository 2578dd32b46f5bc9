using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Access;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.ApiTokens;

/// <summary>Makes a key for an integration. The secret is shown this once; the desk keeps its hash only.</summary>
public static class CreateApiToken
{
    /// <summary>Secrets begin so, which lets scanners of leaked secrets know them.</summary>
    public const string Prefix = "desk_";

    [Requires(Access.Permissions.ApiToken.Manage)]
    public sealed record Command(string Name, IReadOnlyList<string> Permissions) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("api_token", null);
    }

    public sealed record Result(Guid Id, string Name, string Secret)
    {
        public override string ToString() => $"Result {{ Id = {Id} }}";
    }

    /// <summary>SHA-256 of a secret, lower-case hex; how tokens are found again.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().Says("name_required", "Enter a name.").AtMost(100);
            RuleFor(c => c.Permissions).NotEmpty().Says("permissions_required", "Choose at least one permission.");
            RuleFor(c => c.Permissions).Must(p => p is null || p.All(Access.Permissions.All.Contains)).Says("unknown_permission", "Choose permissions from the catalogue.");
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public Task<Result> Handle(Command command, CancellationToken ct)
        {
            if (actor.VisitId is not null)
                throw new PermissionDenied("outlives_visit", "A token would outlive your visit; let an administrator of the tenant make it.");
            var beyond = command.Permissions.FirstOrDefault(p => !actor.May(p) && p != Permissions.Bot.Reply);
            if (beyond is not null)
                throw new FieldRefused("permissions", "beyond_own", $"You do not hold {beyond}, so a key of yours cannot either.");

            var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            var token = new ApiToken(actor.TenantId, command.Name, HashOf(secret), [.. command.Permissions.Distinct().Order()], actor.Id ?? throw new NotSignedIn(), clock.GetUtcNow());
            db.ApiTokens.Add(token);
            db.Audit("ApiTokenCreated", "api_token", token.Id, AuditSeverity.Critical);
            return Task.FromResult(new Result(token.Id, token.Name, secret));
        }
    }
}
