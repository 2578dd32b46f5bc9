using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>Stores an e-mail that was delivered to our webhook, once, so that it can be answered at once and worked on later. What is not signed is kept apart, a little of it.</summary>
public static class StoreDelivery
{
    /// <summary>The largest e-mail that is taken, attachments included.</summary>
    public const int MaxBytes = 25 * 1024 * 1024;

    /// <summary>How much is kept of what was not signed (one that is longer cannot be replayed), and of what was worked on.</summary>
    public const int MaxKept = 256 * 1024;

    [NoPermissionNeeded("The signature is verified inside")]
    public sealed record Command(Guid MailboxId, WebhookCall Call) : ICommand<Result>;

    public sealed record Result(bool IsAuthentic, bool IsNew);

    internal sealed class Handler(IDeskDb db, IWebhookInbox inbox, ISecrets secrets, QuarantineLimits limits, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var (call, now) = (command.Call, clock.GetUtcNow());
            var mailbox = await db.Mailboxes.SingleAsync(m => m.Id == command.MailboxId, ct);
            var authentic = SignedDelivery.IsAuthentic(call, secrets.Unprotect(mailbox.ProtectedSecret), now);
            if (!authentic)
            {
                await Hold(mailbox, call, ReceiveWebhook.InvalidSignature, now, ct);
                return new(false, false);
            }

            // The database keeps every character but this one, and e-mail may not contain it.
            if (call.Body.Contains('\0', StringComparison.Ordinal))
            {
                await Hold(mailbox, call, ReceiveWebhook.Unreadable, now, ct);
                return new(true, false);
            }

            var stored = await inbox.Store([Receipt(mailbox, call, SignedDelivery.EventId(call), WebhookState.Received, null, now)], ct);
            return new(true, stored > 0);
        }

        private async Task Hold(Mailbox mailbox, WebhookCall call, string error, DateTimeOffset now, CancellationToken ct)
        {
            var lately = await db.WebhookReceipts.CountAsync(r => r.MailboxId == mailbox.Id && r.State == WebhookState.Quarantined && r.ReceivedAt > now.AddMinutes(-1), ct);
            if (lately < limits.RefusedPerMinute && await inbox.Store([Receipt(mailbox, ReceiveWebhook.Shortened(call, MaxKept), ReceiveWebhook.IdOfHeld(call), WebhookState.Quarantined, error, now)], ct) > 0)
                await inbox.DeleteBeyond(limits.MaxRefused, ReceiptShare.Refused, mailbox.Id, ct);
        }

        private static WebhookReceipt Receipt(Mailbox mailbox, WebhookCall call, string eventId, WebhookState state, string? error, DateTimeOffset now) =>
            WebhookReceipt.OfMail(mailbox.Id, mailbox.TenantId, eventId, call.Kind, call.PathAndQuery, call.ContentType, call.Body, call.Signature, state, error, now);
    }
}
