using System.Buffers.Text;
using System.Security.Cryptography;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Sets up a telephone number with the account at its carrier. The first one becomes the tenant's default.</summary>
public static class AddNumber
{
    internal const int LongestGrant = 8000;

    private const int ChannelKeyBytes = 32;

    /// <param name="Grant">What the carrier wants besides, to let us act for a person of the account.</param>
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(string Number, string Label, string Carrier, string AccountId, string Secret, string? Grant = null) : ICommand<Result>
    {
        public override string ToString() => $"Command {{ Carrier = {Carrier} }}";
    }

    /// <param name="Webhooks">To be entered at the carrier, unless <see cref="ConnectNumber"/> does it.</param>
    public sealed record Result(Guid NumberId, string E164, bool IsDefault, ListNumbers.Webhooks Webhooks);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Number).NotEmpty().MaximumLength(40);
            RuleFor(c => c.Label).NotEmpty().Says("name_required", "Give the number a name.").MaximumLength(100);
            RuleFor(c => c.Carrier).NotEmpty();
            RuleFor(c => c.AccountId).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Secret).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Grant).MaximumLength(LongestGrant);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, ISecrets secrets, IEnumerable<ICarrierWebhook> webhooks, IEnumerable<IMessageCarrier> carriers, IPublicAddress address, TimeProvider clock)
        : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var webhook = webhooks.FirstOrDefault(w => w.Carrier == command.Carrier) ?? throw new FieldRefused("carrier", "unknown_carrier", "Choose one of the carriers.");
            var carrier = carriers.For(command.Carrier);
            if (carrier.WantsGrant && string.IsNullOrWhiteSpace(command.Grant))
                throw new FieldRefused("grant", "grant_needed", "This carrier wants a JWT besides.");
            if (!PhoneNumber.TryParse(command.Number, (await db.Tenant(ct)).DefaultRegion, out var e164))
                throw new FieldRefused("number", "bad_phone", "This is not a telephone number; add the country code, as in +1 415 555 0123.");
            if (await db.Numbers.AnyAsync(n => n.E164 == e164.E164, ct))
                throw new FieldRefused("number", "number_taken", "This number is already set up.");

            var number = new Number(actor.TenantId, e164.E164, command.Label, command.Carrier, command.AccountId.Trim(), secrets.Protect(command.Secret.Trim()),
                Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(ChannelKeyBytes)), clock.GetUtcNow(),
                carrier.WantsGrant ? secrets.Protect(command.Grant!.Trim()) : null, carrier.RatePerSecond);
            number.SetDefault(!await db.Numbers.AnyAsync(n => n.IsDefault, ct));
            db.Numbers.Add(number);
            return new(number.Id, number.E164, number.IsDefault, ListNumbers.Addresses(webhook, address, number));
        }
    }
}
