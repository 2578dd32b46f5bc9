using System.Security.Cryptography;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>
/// Puts the files of an e-mail that was taken into the store, and its delivery is done with. While the store is away they stay with the delivery, which is tried again.
/// </summary>
public static class KeepAttachments
{
    [SystemOnly]
    [OwnTransactions("Files are stored between reading the e-mail and writing down where they are")]
    public sealed record Command(Guid ReceiptId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("webhook_receipt", ReceiptId);
    }

    private sealed record Stored(Guid AttachmentId, string Store, string Container, string Sha256);

    internal sealed class Handler(IUnitOfWork work, IDeskDb db, IWebhookInbox inbox, IMailReader reader, IFileStores stores, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var kind = new WorkKind(nameof(KeepAttachments), Writes: true, Audited: true, command.Resource);
            var waiting = await work.Run(kind with { Writes = false, Audited = false }, () => Waiting(command.ReceiptId, ct), ct);
            if (waiting.Count == 0)
                return Unit.Value;
            List<Stored> stored = [];
            foreach (var (attachment, content) in waiting)
                stored.Add(await Store(attachment, content, ct));
            return await work.Run(kind, () => Note(command.ReceiptId, stored, ct), ct);
        }

        private async Task<IReadOnlyList<(Attachment, byte[])>> Waiting(Guid receiptId, CancellationToken ct)
        {
            var waiting = await db.Attachments.Where(a => a.ReceiptId == receiptId && a.State == AttachmentState.Waiting).OrderBy(a => a.Place).ToListAsync(ct);
            if (waiting.Count == 0)
                return [];
            var body = await db.WebhookReceipts.Where(r => r.Id == receiptId).Select(r => r.Body).SingleAsync(ct);
            var files = reader.Read(SignedDelivery.Bytes(body)).Files;
            return [.. waiting.Select(a => (a, files[a.Place].Content))];
        }

        private async Task<Stored> Store(Attachment attachment, byte[] content, CancellationToken ct)
        {
            var facts = new FileFacts(content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), attachment.ContentType);
            using var stream = new MemoryStream(content, writable: false);
            var store = stores.Current;
            return new(attachment.Id, store.Name, await store.Put(attachment.PlannedKey, stream, facts, ct), facts.Sha256);
        }

        private async Task<Unit> Note(Guid receiptId, List<Stored> stored, CancellationToken ct)
        {
            if (await inbox.TakeWaiting([receiptId], ct) is not [var receipt])
                return Unit.Value;
            var (now, ids) = (clock.GetUtcNow(), stored.Select(s => s.AttachmentId).ToList());
            var attachments = await db.Attachments.Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, ct);
            stored.ForEach(s => attachments[s.AttachmentId].Keep(s.Store, s.Container, s.Sha256));
            await Tell(attachments.Values.First(), now, ct);
            receipt.Shorten(StoreDelivery.MaxKept);
            receipt.Processed(now);
            return Unit.Value;
        }

        /// <summary>Whoever looks at the message sees that its files have come.</summary>
        private async Task Tell(Attachment first, DateTimeOffset now, CancellationToken ct)
        {
            var about = await (from m in db.Messages where m.Id == first.MessageId join e in db.Escalations on m.EscalationId equals e.Id select new { e.Id, e.TeamId, e.OwnerId, e.Revision }).FirstOrDefaultAsync(ct);
            db.Events.Add(new DeskEvent(first.TenantId, first.ConversationId, about?.Id, EventTypes.AttachmentsKept, now, Actor.System, new { messageId = first.MessageId })
                .Concerning(about?.TeamId, about?.OwnerId, about?.Revision ?? 0));
        }
    }
}
