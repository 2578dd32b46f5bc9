using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Changes a number's name, rate, use or credentials. New credentials, or "resume", let a paused number send again.</summary>
public static class UpdateNumber
{
    /// <param name="AccountId">Null keeps the account.</param>
    /// <param name="Secret">Null or empty keeps the secret.</param>
    /// <param name="Grant">Null or empty keeps the grant.</param>
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(Guid NumberId, string Label, double RatePerSecond, bool IsActive, bool IsDefault, string? AccountId = null, string? Secret = null, bool Resume = false, string? Grant = null)
        : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);

        public override string ToString() => $"Command {{ NumberId = {NumberId} }}";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.NumberId).NotEmpty();
            RuleFor(c => c.Label).NotEmpty().Says("name_required", "Give the number a name.").MaximumLength(100);
            RuleFor(c => c.RatePerSecond).Must(r => r is >= 0.01 and <= Number.MaxRatePerSecond).Says("bad_rate", $"Enter messages a second from 0.01 to {Number.MaxRatePerSecond:0}.");
            RuleFor(c => c.AccountId).MaximumLength(200);
            RuleFor(c => c.Secret).MaximumLength(500);
            RuleFor(c => c.Grant).MaximumLength(AddNumber.LongestGrant);
        }
    }

    internal sealed class Handler(IDeskDb db, ISecrets secrets) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var number = await db.LockNumber(command.NumberId, ct) ?? throw new NotFound("The number");
            number.Edit(command.Label, command.RatePerSecond, command.IsActive);
            if (new[] { command.AccountId, command.Secret, command.Grant }.Any(given => !string.IsNullOrWhiteSpace(given)))
            {
                number.ChangeCredentials(string.IsNullOrWhiteSpace(command.AccountId) ? number.AccountId : command.AccountId.Trim(), Protected(command.Secret) ?? number.ProtectedSecret,
                    Protected(command.Grant));
            }

            if (command.Resume)
                number.Resume();
            await SetDefault(number, command.IsDefault, ct);
            return Unit.Value;
        }

        private string? Protected(string? given) => string.IsNullOrWhiteSpace(given) ? null : secrets.Protect(given.Trim());

        private async Task SetDefault(Number number, bool isDefault, CancellationToken ct)
        {
            if (number.IsDefault && !isDefault)
                throw new FieldRefused("isDefault", "default_needed", "Make another number the default instead.");
            if (number.IsDefault || !isDefault)
                return;
            // At once, in this transaction: only one may be the default at any moment.
            await db.Numbers.Where(n => n.IsDefault).ExecuteUpdateAsync(n => n.SetProperty(x => x.IsDefault, false), ct);
            number.SetDefault(true);
        }
    }
}
