using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>
/// An e-mail reaches its request. What no person wrote asks for nobody, so that two machines cannot write to each other for ever; what reports on an e-mail of ours settles
/// that one. Its files wait with the delivery until <see cref="KeepAttachments"/> has stored them.
/// </summary>
public static class ReceiveMail
{
    /// <summary>More in an hour from one sender is a machine, whatever it says of itself.</summary>
    public const int MostPerHour = 20;

    /// <summary>Who has not stored the files by then was left behind by a node that died.</summary>
    private static readonly TimeSpan FilesLease = TimeSpan.FromMinutes(2);

    [SystemOnly]
    public sealed record Command(Guid ReceiptId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("webhook_receipt", ReceiptId);
    }

    internal sealed class Handler(IDeskDb db, IOutbox outbox, IWebhookInbox inbox, IMailReader reader, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            if (await inbox.TakeWaiting([command.ReceiptId], ct) is not [{ MailboxId: { } mailboxId } receipt])
                return Unit.Value;
            // Taken before; what remains are its files.
            if (await db.Attachments.AnyAsync(a => a.ReceiptId == receipt.Id && a.State == AttachmentState.Waiting, ct))
                return Unit.Value;
            var mailbox = await db.Mailboxes.SingleAsync(m => m.Id == mailboxId, ct);
            var (mail, now) = (reader.Read(SignedDelivery.Bytes(receipt.Body)), clock.GetUtcNow());
            await inbox.LockPair(mailbox.Id, mail.From ?? "", ct);
            var obstacle = mail.Returned is { } returned ? await Settle(returned, now, ct) : await Obstacle(mailbox, mail, now, ct);
            if (obstacle is null && mail.Returned is null && await Take(mailbox, receipt.Id, mail, now, ct))
                receipt.Lease(now + FilesLease);
            else
                Finish(receipt, obstacle, now);
            return Unit.Value;
        }

        private static void Finish(WebhookReceipt receipt, string? obstacle, DateTimeOffset now)
        {
            receipt.Shorten(StoreDelivery.MaxKept);
            if (obstacle is null)
            {
                receipt.Processed(now);
                return;
            }

            receipt.Discard(obstacle, now);
            DeskTelemetry.MailDiscarded.Add(1, new KeyValuePair<string, object?>("reason", obstacle));
        }

        /// <summary>Why an e-mail asks for nobody; null if it does.</summary>
        private async Task<string?> Obstacle(Mailbox mailbox, InboundMail mail, DateTimeOffset now, CancellationToken ct)
        {
            if (mail.From is not { } from)
                return "no_sender";
            if (from == mailbox.Address || mail.Loops.Contains(mailbox.Address))
                return "own_mail";
            if (mail.Machine is { } machine)
                return machine;
            if (await db.Envelopes.AnyAsync(e => e.HeaderId == mail.HeaderId, ct))
                return "repeated";
            var since = now.AddHours(-1);
            return await db.Envelopes.CountAsync(e => e.Sender == from && e.CreatedAt > since, ct) >= MostPerHour ? "too_many" : null;
        }

        /// <returns>Whether files wait.</returns>
        private async Task<bool> Take(Mailbox mailbox, Guid receiptId, InboundMail mail, DateTimeOffset now, CancellationToken ct)
        {
            var full = mail.Text.Replace("\0", "", StringComparison.Ordinal).Trim();
            var text = QuotedText.New(full) is { Length: > Message.MaxMailLength } all ? all[..Message.MaxMailLength] : QuotedText.New(full);
            var (wish, thread) = (MailOptOut.Recognise(text, mail.Subject), new MailThread(db, mailbox, mail, mail.From!));
            var place = wish == OptOutWord.None ? await thread.Find(text, now, ct) : await thread.LastPlace(ct);
            var message = place is null ? null : Show(place, mail, text, full, now);
            var customerId = place?.Conversation.CustomerId ?? (await thread.Customer(now, ct)).Id;
            await Permit(wish, mailbox.TenantId, customerId, place, mail.From!, $"e-mail:{message?.Id ?? receiptId}", now, ct);
            return message is not null && Attach(message, receiptId, mail.Files, now);
        }

        private Message Show(RequestPlace place, InboundMail mail, string text, string full, DateTimeOffset now)
        {
            var (conversation, escalation) = place;
            var message = Message.FromCustomer(conversation, escalation?.Id, Channel.Email, text, now, address: mail.From);
            db.Messages.Add(message);
            db.Envelopes.Add(Envelope.Received(message, mail.HeaderId, mail.InReplyTo, mail.References, mail.Subject, mail.From!, full, mail.Attachments, now));
            conversation.Touch(now);
            escalation?.CustomerWrote(message, now);
            if (escalation is null)
                db.Tell(place, EventTypes.CustomerMessage, new { messageId = message.Id, message.Channel }, now);
            return message;
        }

        private bool Attach(Message message, Guid receiptId, IReadOnlyList<InboundFile> files, DateTimeOffset now)
        {
            List<Attachment> attachments = [.. files.Select((f, place) => new Attachment(message, receiptId, place, f.Name, f.Length, f.Content.AsSpan(0, Math.Min(f.Content.Length, FileType.HeadLength)), now))];
            db.Attachments.AddRange(attachments);
            return attachments.Exists(a => a.State == AttachmentState.Waiting);
        }

        /// <summary>Writing to us permits to answer, on this channel and no other; so does taking that back.</summary>
        private async Task Permit(OptOutWord wish, Guid tenantId, Guid customerId, RequestPlace? place, string from, string evidence, DateTimeOffset now, CancellationToken ct)
        {
            if (wish == OptOutWord.OptOut)
            {
                await db.WithdrawConsent(tenantId, customerId, Channel.Email, from, ConsentSource.StopWord, evidence, now, ct);
                db.Tell(place, EventTypes.ConsentWithdrawn, new { channel = Channel.Email, source = ConsentSource.StopWord }, now);
                return;
            }

            var source = wish == OptOutWord.OptIn ? ConsentSource.StartWord : ConsentSource.InboundMessage;
            var silenced = await db.LatestConsent(Channel.Email, from, ct) is { WithdrawnAt: not null };
            await db.GiveConsent(tenantId, customerId, [Channel.Email], from, source, evidence, null, now, ct);
            if (wish == OptOutWord.OptIn && silenced)
                db.Tell(place, EventTypes.ConsentGiven, new { channel = Channel.Email, source }, now);
        }

        /// <summary>Another server says what became of an e-mail of ours.</summary>
        private async Task<string?> Settle(ReturnedMail returned, DateTimeOffset now, CancellationToken ct)
        {
            var ids = await db.Envelopes.Where(e => returned.HeaderIds.Contains(e.HeaderId) && e.Sender == null).Select(e => e.Id).ToListAsync(ct);
            if (await outbox.Lock(ids, ct) is not [var message, ..])
                return "unknown_message";
            var changes = new DeliveryChanges(db, Actor.Carrier, now);
            if (returned.Fate is MailFate.Failed)
                changes.Move(message, m => m.Report(DeliveryState.Undelivered, null, returned.Status ?? "returned", now));
            else if (returned.Fate is MailFate.Delivered)
                changes.Move(message, m => m.Report(DeliveryState.Delivered, null, null, now));
            await changes.Tell(ct);
            return null;
        }
    }
}
