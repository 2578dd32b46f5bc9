using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Asks a carrier that does not report on each message how those fare that it has of us, by its own list, and applies what it says. It never sends.</summary>
public static class FollowMessages
{
    [SystemOnly]
    [OwnTransactions("The carrier is asked between reading which messages are open and writing how they fare")]
    public sealed record Command(Guid NumberId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);
    }

    /// <param name="Moved">How many messages came further.</param>
    public sealed record Result(int Moved);

    internal sealed class Handler(IUnitOfWork work, IDeskDb db, IOutbox outbox, ISecrets secrets, IEnumerable<IMessageCarrier> carriers, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        private sealed record Open(Number Number, CarrierAccount Account, DateTimeOffset Since);

        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var kind = new WorkKind(nameof(FollowMessages), Writes: true, Audited: false, command.Resource);
            if (await work.Run(kind, () => Take(command.NumberId, ct), ct) is not { } open)
                return new(0);
            var listed = await carriers.For(open.Number.Carrier).ListSent(open.Account, open.Number.E164, null, open.Since, ct);
            return new(await work.Run(kind, () => Apply(open.Number.Id, listed, ct), ct));
        }

        private async Task<Open?> Take(Guid numberId, CancellationToken ct)
        {
            var (number, now) = (await db.Numbers.SingleAsync(n => n.Id == numberId, ct), clock.GetUtcNow());
            if (number.LookAt is not { } at || at > now || secrets.TryAccount(number) is not { } account)
                return null;
            var oldest = now - Number.AskedAbout;
            var times = await db.Messages.Where(m => m.NumberId == numberId && (m.Delivery == DeliveryState.Accepted || m.Delivery == DeliveryState.Sent || m.Delivery == DeliveryState.Dispatching)
                && m.DispatchedAt > oldest).GroupBy(m => 1).Select(g => new { First = g.Min(m => m.DispatchedAt), Last = g.Max(m => m.DispatchedAt) }).SingleOrDefaultAsync(ct);
            number.Look(now - times?.Last, now);
            return times?.First is { } first ? new(number, account, first - SettleUncertain.ClockSkew) : null;
        }

        private async Task<int> Apply(Guid numberId, IReadOnlyList<CarrierMessage> listed, CancellationToken ct)
        {
            var (now, moved) = (clock.GetUtcNow(), 0);
            var byId = listed.GroupBy(l => l.CarrierMessageId).ToDictionary(g => g.Key, g => g.First());
            var known = byId.Keys.ToList();
            var ids = await db.Messages.Where(m => m.NumberId == numberId && m.CarrierMessageId != null && known.Contains(m.CarrierMessageId)
                && (m.Delivery == DeliveryState.Accepted || m.Delivery == DeliveryState.Sent)).Select(m => m.Id).ToListAsync(ct);
            var changes = new DeliveryChanges(db, Actor.Carrier, now);
            foreach (var message in await outbox.Lock(ids, ct))
            {
                var says = byId[message.CarrierMessageId!];
                if (says.State is { } state && changes.Move(message, m => m.Report(state, null, says.ErrorCode, now)))
                    moved++;
                if (says.OptedOut)
                    changes.OptedOut(message);
            }

            await changes.Tell(ct);
            return moved;
        }
    }
}
