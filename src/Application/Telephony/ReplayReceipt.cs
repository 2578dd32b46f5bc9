using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>An administrator has a quarantined webhook worked on once more. Its signature is verified again: what the carrier did not sign stays where it is.</summary>
public static class ReplayReceipt
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(Guid ReceiptId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("webhook_receipt", ReceiptId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.ReceiptId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, IEnumerable<ICarrierWebhook> webhooks, ISecrets secrets, IPublicAddress address, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var receipt = await db.WebhookReceipts.SingleOrDefaultAsync(r => r.Id == command.ReceiptId, ct) ?? throw new NotFound("The webhook");
            if (receipt.State != WebhookState.Quarantined)
                return Unit.Value;
            var eventId = receipt.MailboxId is { } mailboxId ? await VerifiedMail(receipt, mailboxId, ct) : await VerifiedCall(receipt, ct);
            // The carrier may have repeated its call meanwhile.
            if (await db.WebhookReceipts.AnyAsync(r => r.NumberId == receipt.NumberId && r.MailboxId == receipt.MailboxId && r.EventId == eventId && r.State != WebhookState.Quarantined, ct))
                receipt.Processed(clock.GetUtcNow());
            else
                receipt.Replay(eventId, clock.GetUtcNow());
            return Unit.Value;
        }

        // Under today's token and address, also where it was signed when it came: a token that leaked since vouches for nothing.
        private async Task<string> VerifiedCall(WebhookReceipt receipt, CancellationToken ct)
        {
            var number = await db.Numbers.SingleAsync(n => n.Id == receipt.NumberId, ct);
            var (webhook, call) = (webhooks.For(number), receipt.ToCall());
            if (secrets.TryAccount(number) is not { } account)
                throw new RuleViolation(ReceiveWebhook.CredentialsUnreadable, "The number's secret cannot be read any more; enter it again first.");
            return webhook.IsAuthentic(call, account, address.Base) ? EventId(webhook, call) : throw NotSigned();
        }

        private async Task<string> VerifiedMail(WebhookReceipt receipt, Guid mailboxId, CancellationToken ct)
        {
            var mailbox = await db.Mailboxes.SingleAsync(m => m.Id == mailboxId, ct);
            var call = receipt.ToCall();
            return SignedDelivery.IsAuthentic(call, secrets.Unprotect(mailbox.ProtectedSecret), receipt.ReceivedAt) ? SignedDelivery.EventId(call) : throw NotSigned();
        }

        private static RuleViolation NotSigned() => new(ReceiveWebhook.InvalidSignature, "The carrier did not sign this webhook; it cannot be trusted.");

        private static string EventId(ICarrierWebhook webhook, WebhookCall call)
        {
            try
            {
                return webhook.Read(call).EventId;
            }
            catch (FormatException)
            {
                throw new RuleViolation(ReceiveWebhook.Unreadable, "The webhook lacks what the carrier always sends; it cannot be read.");
            }
        }
    }
}
