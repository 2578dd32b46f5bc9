using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>
/// Applies stored delivery reports to their messages, in whatever order they came: states only move forward, and a report settles a message whose fate was uncertain.
/// A report about a message that is not known (yet) is tried again for a day.
/// </summary>
public static class ProcessDeliveryReports
{
    [SystemOnly]
    public sealed record Command(IReadOnlyList<Guid> ReceiptIds) : ICommand<Result>;

    /// <param name="Taken">How many were worked on; the rest is another node's or was done before.</param>
    /// <param name="Inbound">Receipts that carry a customer's SMS: left for <see cref="ReceiveSms"/>.</param>
    /// <param name="Voice">Receipts about calls and recordings: left for <see cref="Calls.ProcessVoiceReport"/>.</param>
    /// <param name="Mail">Receipts that carry an e-mail: left for <see cref="Application.Mail.ReceiveMail"/>.</param>
    public sealed record Result(int Taken, IReadOnlyList<Guid> Inbound, IReadOnlyList<Guid> Voice, IReadOnlyList<Guid> Mail);

    internal sealed class Handler(IDeskDb db, IOutbox outbox, IWebhookInbox inbox, IEnumerable<ICarrierWebhook> webhooks, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        private static readonly TimeSpan OrphansFor = TimeSpan.FromHours(24), Soonest = TimeSpan.FromSeconds(1), Latest = TimeSpan.FromMinutes(15), UnknownOrderFor = TimeSpan.FromMinutes(2), RecordingsAfter = TimeSpan.FromSeconds(5);

        private sealed record Report(WebhookReceipt Receipt, CarrierEvent.DeliveryReported Said);

        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var receipts = await inbox.TakeWaiting(command.ReceiptIds, ct);
            var mail = receipts.Where(r => r.MailboxId is not null).Select(r => r.Id).ToList();
            var (reports, inbound, voice) = await Sort([.. receipts.Where(r => r.NumberId is not null)], now, ct);
            var bearers = await Bearers(reports, ct);
            var messages = (await outbox.Lock(reports.Select(r => r.Said.MessageId).OfType<Guid>().Concat(bearers.Values).Distinct(), ct)).ToDictionary(m => m.Id);
            var changes = new DeliveryChanges(db, Actor.Carrier, now);
            foreach (var (receipt, said) in reports)
            {
                // Our own id in the callback's address knows best; the carrier's id finds messages whose callback lacks it.
                var bearer = bearers.TryGetValue((receipt.NumberId!.Value, said.CarrierMessageId), out var id) ? messages.GetValueOrDefault(id) : null;
                if ((said.MessageId is { } ours && messages.GetValueOrDefault(ours) is { } named && named.NumberId == receipt.NumberId ? named : bearer) is { } message)
                    Apply(receipt, said, message, isBorneByAnother: bearer is not null && bearer != message, changes, now);
                else
                    Keep(receipt, now);
            }

            await changes.Tell(ct);
            return new(receipts.Count, inbound, voice, mail);
        }

        /// <summary>Has the carrier asked at once about what is open on a number.</summary>
        private async Task Wake(Guid numberId, bool recordings, DateTimeOffset now, CancellationToken ct)
        {
            await db.Calls.Where(c => c.NumberId == numberId && (c.State == CallState.RingingAgent || c.State == CallState.RingingCustomer || c.State == CallState.Connected) && c.NextAttemptAt > now).ExecuteUpdateAsync(c => c.SetProperty(x => x.NextAttemptAt, now), ct);
            if (recordings)
            {
                await db.Recordings.Where(r => r.NumberId == numberId && r.State == RecordingState.Expected && r.NextAttemptAt > now)
                    .ExecuteUpdateAsync(r => r.SetProperty(x => x.NextAttemptAt, now + RecordingsAfter), ct);
            }
        }

        private static void Apply(WebhookReceipt receipt, CarrierEvent.DeliveryReported said, Message message, bool isBorneByAnother, DeliveryChanges changes, DateTimeOffset now)
        {
            // A word that we do not know proves at least that the carrier has the message.
            changes.Move(message, m => m.Report(said.State ?? DeliveryState.Accepted, isBorneByAnother ? null : said.CarrierMessageId, said.ErrorCode, now));
            if (said.OptedOut)
                changes.OptedOut(message);
            receipt.Processed(now);
        }

        /// <summary>The report may have overtaken its own message.</summary>
        private static void Keep(WebhookReceipt receipt, DateTimeOffset now)
        {
            var age = now - receipt.ReceivedAt;
            if (age >= OrphansFor)
                receipt.Quarantine("unknown_message", now);
            else
                receipt.TryLater("unknown_message", now + (age < Soonest ? Soonest : age > Latest ? Latest : age), WebhookState.Orphan);
        }

        /// <summary>The first reports of an order may overtake the answer that names it; one that stays unknown is none of ours.</summary>
        private static void Doubt(WebhookReceipt receipt, DateTimeOffset now)
        {
            if (now - receipt.ReceivedAt >= UnknownOrderFor)
                receipt.Quarantine("unknown_subscription", now, ReceiveWebhook.IdOfHeld(receipt.ToCall()));
            else
                receipt.TryLater("unknown_subscription", now + Soonest, WebhookState.Received);
        }

        /// <summary>Which messages bear the carrier's ids.</summary>
        private async Task<IReadOnlyDictionary<(Guid NumberId, string CarrierMessageId), Guid>> Bearers(List<Report> reports, CancellationToken ct)
        {
            if (reports.Count == 0)
                return new Dictionary<(Guid, string), Guid>();
            var numbers = reports.Select(r => r.Receipt.NumberId!.Value).Distinct().ToList();
            var ids = reports.Select(r => r.Said.CarrierMessageId).Distinct().ToList();
            return await db.Messages.Where(m => numbers.Contains(m.NumberId!.Value) && m.CarrierMessageId != null && ids.Contains(m.CarrierMessageId))
                .Select(m => new { Number = m.NumberId!.Value, Carrier = m.CarrierMessageId!, m.Id }).ToDictionaryAsync(m => (m.Number, m.Carrier), m => m.Id, ct);
        }

        private async Task<(List<Report> Reports, List<Guid> Inbound, List<Guid> Voice)> Sort(IReadOnlyList<WebhookReceipt> receipts, DateTimeOffset now, CancellationToken ct)
        {
            var ids = receipts.Select(r => r.NumberId!.Value).Distinct().ToList();
            var numbers = await db.Numbers.Where(n => ids.Contains(n.Id)).ToDictionaryAsync(n => n.Id, ct);
            List<Report> reports = [];
            List<Guid> inbound = [], voice = [];
            foreach (var receipt in receipts)
            {
                var number = numbers[receipt.NumberId!.Value];
                var said = webhooks.For(number).Read(receipt.ToCall());
                if (said.SubscriptionId is { } order && !number.Knows(order))
                {
                    Doubt(receipt, now);
                    continue;
                }

                switch (said)
                {
                    case CarrierEvent.DeliveryReported report:
                        reports.Add(new(receipt, report));
                        break;
                    case CarrierEvent.SmsReceived:
                        inbound.Add(receipt.Id);
                        break;
                    case CarrierEvent.CallReported or CarrierEvent.CustomerCalled or CarrierEvent.RecordingReported or CarrierEvent.Transcribed:
                        voice.Add(receipt.Id);
                        break;
                    case CarrierEvent.CallsChanged changed:
                        number.CallsChanged(now);
                        await Wake(receipt.NumberId!.Value, changed.RecordingEnded, now, ct);
                        receipt.Processed(now);
                        break;
                    case CarrierEvent.MessagesChanged:
                        number.LookBy(now);
                        receipt.Processed(now);
                        break;
                    default:
                        receipt.Processed(now);
                        break;
                }
            }

            return (reports, inbound, voice);
        }
    }
}
