using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>
/// Decides an uncertain message by the carrier's own list: the same text between the same numbers, created since it was dispatched, that no other message of ours
/// claims. What the carrier never lists goes to a person, who may send it again; the desk itself never does.
/// </summary>
public static class SettleUncertain
{
    /// <summary>How far the carrier's clock may be behind ours; it counts whole seconds.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <param name="Listed">What the carrier has from our number to the customer's since the dispatch.</param>
    [SystemOnly]
    public sealed record Command(Guid MessageId, IReadOnlyList<CarrierMessage> Listed) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("message", MessageId);
    }

    /// <param name="Matches">More than one means that the carrier sent the text twice; nothing is deleted there.</param>
    public sealed record Result(DeliveryState? State, int Matches);

    internal sealed class Handler(IDeskDb db, IOutbox outbox, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await outbox.Lock([command.MessageId], ct) is not [{ Delivery: DeliveryState.Uncertain } message])
                return new(null, 0);

            var matches = await Matches(message, command.Listed, ct);
            var changes = new DeliveryChanges(db, Actor.Carrier, now);
            if (matches is [var found, ..])
                changes.Move(message, m => m.Report(found.State ?? DeliveryState.Accepted, found.CarrierMessageId, found.ErrorCode, now));
            else if (now - message.DispatchedAt >= Message.UnknownAfter)
                changes.Move(message, m => m.Fail(Message.UnknownOutcome, "The carrier does not know this message. It may be sent again.", now));
            if (matches.Count > 1)
                db.Audit("DuplicateAtCarrier", "message", message.Id, AuditSeverity.Warning);
            await changes.Tell(ct);
            return new(message.Delivery, matches.Count);
        }

        private async Task<IReadOnlyList<CarrierMessage>> Matches(Message message, IReadOnlyList<CarrierMessage> listed, CancellationToken ct)
        {
            var from = await db.Numbers.Where(n => n.Id == message.NumberId).Select(n => n.E164).SingleAsync(ct);
            var alike = listed.Where(l => l.From == from && l.To == message.Address && l.Text == message.Text && l.CreatedAt >= message.DispatchedAt - ClockSkew).ToList();
            var ids = alike.Select(l => l.CarrierMessageId).ToList();
            var claimed = await db.Messages.Where(m => m.NumberId == message.NumberId && m.CarrierMessageId != null && ids.Contains(m.CarrierMessageId))
                .Select(m => m.CarrierMessageId).ToListAsync(ct);
            return [.. alike.Where(l => !claimed.Contains(l.CarrierMessageId)).OrderBy(l => l.CreatedAt)];
        }
    }
}
