using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Tells the carrier where to report what customers write to a number and to ask about their calls, and so proves that the credentials work. What is already so stays so.</summary>
public static class ConnectNumber
{
    [Requires(Permissions.Settings.Tenant)]
    [OwnTransactions("The carrier is called between reading the number and writing the audit entry")]
    public sealed record Command(Guid NumberId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);
    }

    public sealed record Result(string E164, ListNumbers.Webhooks Webhooks);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.NumberId).NotEmpty();
    }

    internal sealed class Handler(IUnitOfWork work, IDeskDb db, ISecrets secrets, IEnumerable<IMessageCarrier> carriers, IEnumerable<ICarrierWebhook> webhooks, IPublicAddress address, TimeProvider clock)
        : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var kind = new WorkKind(nameof(ConnectNumber), Writes: true, Audited: false, command.Resource);
            var number = await work.Run(kind with { Writes = false }, () => db.Numbers.AsNoTracking().SingleOrDefaultAsync(n => n.Id == command.NumberId, ct), ct) ?? throw new NotFound("The number");
            var addresses = ListNumbers.Addresses(webhooks.For(number), address, number);
            var order = await carriers.For(number.Carrier).ConnectNumber(secrets.Account(number), number.E164, addresses.ForCarrier, number.Reporting?.SubscriptionId, ct);
            await work.Run(kind with { Writes = order is not null, Audited = true }, async () =>
            {
                if (order is not null)
                    (await db.LockNumber(number.Id, ct))?.Reported(order.Id, order.ExpiresAt, clock.GetUtcNow());
                return 0;
            }, ct);
            return new(number.E164, addresses);
        }
    }
}
