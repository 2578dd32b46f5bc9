using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>
/// A customer's SMS reaches its request. Writing to us permits to answer; the carriers' words for stopping and starting change that permission and are shown like
/// any other text, but ask for nobody. The carrier itself answers them, so we do not. A wish to be left alone in free words may say more than that ("call me instead"): it reaches its
/// request too.
/// </summary>
public static class ReceiveSms
{
    [SystemOnly]
    public sealed record Command(Guid ReceiptId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("webhook_receipt", ReceiptId);
    }

    internal sealed class Handler(IDeskDb db, IWebhookInbox inbox, IEnumerable<ICarrierWebhook> webhooks, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            if (await inbox.TakeWaiting([command.ReceiptId], ct) is not [var receipt])
                return Unit.Value;
            var number = await db.Numbers.SingleAsync(n => n.Id == receipt.NumberId, ct);
            // A carrier may tell of all numbers of an account; the other one hears of it at its own address.
            if (webhooks.For(number).Read(receipt.ToCall()) is CarrierEvent.SmsReceived sms && sms.To == number.E164)
            {
                // Only the shape counts: whoever the network lets write may have a number that no plan of ours knows.
                var from = PhoneNumber.FromE164(sms.From).E164;
                await inbox.LockPair(number.Id, from, ct);
                if (!await db.Messages.AnyAsync(m => m.NumberId == number.Id && m.CarrierMessageId == sms.CarrierMessageId, ct))
                    await Take(number, from, sms, clock.GetUtcNow(), ct);
            }

            receipt.Processed(clock.GetUtcNow());
            return Unit.Value;
        }

        private async Task Take(Number number, string from, CarrierEvent.SmsReceived sms, DateTimeOffset now, CancellationToken ct)
        {
            // PostgreSQL takes any character but this one.
            var text = sms.Text.Replace("\0", "", StringComparison.Ordinal);
            var latest = await db.LatestConsent(Channel.Sms, from, ct);
            var word = Word(text, sms.OptOutType, latest is { WithdrawnAt: not null });
            var inFreeWords = word == OptOutWord.None && OptOutPhrases.Asks(text);
            var thread = new InboundThread(db, number, from);
            var place = word == OptOutWord.None
                ? await thread.Join(ct) ?? await thread.Reopen(InboundThread.Kind.Sms, now, ct) ?? await thread.Open(InboundThread.Kind.Sms, text, now, ct)
                : await thread.LastPlace(ct);

            var customer = place is null ? await thread.Customer(now, ct)
                : db.Customers.Local.FirstOrDefault(c => c.Id == place.Conversation.CustomerId) ?? await db.Customers.SingleAsync(c => c.Id == place.Conversation.CustomerId, ct);
            customer.WroteFrom(from, now);
            if (place is not null)
            {
                Show(place, number, from, text, sms.CarrierMessageId, now);
                await db.ReleaseHeld(place.Conversation.Id, now, ct);
            }

            await Permit(inFreeWords ? OptOutWord.OptOut : word, inFreeWords ? ConsentSource.StopPhrase : ConsentSource.StopWord, latest, customer.Id, place, number.TenantId, from, $"{number.Carrier}:{sms.CarrierMessageId}", now, ct);
        }

        private void Show(RequestPlace place, Number number, string from, string text, string carrierMessageId, DateTimeOffset now)
        {
            var (conversation, escalation) = place;
            var message = Message.FromCustomer(conversation, escalation?.Id, Channel.Sms, text, now, number.Id, from, carrierMessageId);
            db.Messages.Add(message);
            conversation.Touch(now);
            escalation?.TextFrom(number.Id);
            escalation?.CustomerWrote(message, now);
            if (escalation is null)
                db.Tell(place, EventTypes.CustomerMessage, new { messageId = message.Id, message.Channel }, now);
        }

        private async Task Permit(OptOutWord word, ConsentSource stop, Consent? latest, Guid customerId, RequestPlace? place, Guid tenantId, string address, string evidence,
            DateTimeOffset now, CancellationToken ct)
        {
            if (word == OptOutWord.OptOut)
            {
                await db.WithdrawConsent(tenantId, customerId, Channel.Sms, address, stop, evidence, now, ct);
                db.Tell(place, EventTypes.ConsentWithdrawn, new { channel = Channel.Sms, source = stop }, now);
                return;
            }

            var source = word == OptOutWord.OptIn ? ConsentSource.StartWord : ConsentSource.InboundMessage;
            await db.GiveConsent(tenantId, customerId, [Channel.Sms], address, source, evidence, null, now, ct);
            if (word == OptOutWord.OptIn && latest is not { WithdrawnAt: null })
                db.Tell(place, EventTypes.ConsentGiven, new { channel = Channel.Sms, source }, now);
        }

        private static OptOutWord Word(string text, string? optOutType, bool optedOut) => optOutType?.ToUpperInvariant() switch
        {
            "STOP" => OptOutWord.OptOut,
            "START" => OptOutWord.OptIn,
            "HELP" => OptOutWord.Help,
            _ => OptOutWords.Recognise(text, optedOut),
        };
    }
}
