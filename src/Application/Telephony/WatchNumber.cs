using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using MediatR;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Looks after a carrier's order to report: prolongs it in time, makes it anew where the carrier gave it up, and writes down for the administrator how it stands.</summary>
public static class WatchNumber
{
    [SystemOnly]
    [OwnTransactions("The carrier is called between reading the number and writing how its order stands")]
    public sealed record Command(Guid NumberId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);
    }

    internal sealed class Handler(IUnitOfWork work, IDeskDb db, ISecrets secrets, IEnumerable<IMessageCarrier> carriers, IEnumerable<ICarrierWebhook> webhooks, IPublicAddress address,
        TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        private sealed record Due(Number Number, CarrierAccount Account);

        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var kind = new WorkKind(nameof(WatchNumber), Writes: true, Audited: false, command.Resource);
            if (await work.Run(kind, () => Take(command.NumberId, ct), ct) is not { } due)
                return Unit.Value;
            try
            {
                var addresses = ListNumbers.Addresses(webhooks.For(due.Number), address, due.Number).ForCarrier;
                if (await carriers.For(due.Number.Carrier).ConnectNumber(due.Account, due.Number.E164, addresses, due.Number.Reporting?.SubscriptionId, ct) is { } order)
                    await Write(kind, due, n => n.Reported(order.Id, order.ExpiresAt, clock.GetUtcNow()), ct);
            }
            catch (CarrierUnavailable trouble)
            {
                await Write(kind, due, n => n.ReportingFails(trouble.Message, clock.GetUtcNow()), ct);
            }

            return Unit.Value;
        }

        private async Task<Due?> Take(Guid numberId, CancellationToken ct)
        {
            var (number, now) = (await db.LockNumber(numberId, ct) ?? throw new NotFound("The number"), clock.GetUtcNow());
            if (number.WatchAt is not { } at || at > now || secrets.TryAccount(number) is not { } account)
                return null;
            number.Watch(now);
            return new(number, account);
        }

        private Task<int> Write(WorkKind kind, Due due, Action<Number> change, CancellationToken ct) => work.Run(kind, async () =>
        {
            change(await db.LockNumber(due.Number.Id, ct) ?? throw new NotFound("The number"));
            return 0;
        }, ct);
    }
}
