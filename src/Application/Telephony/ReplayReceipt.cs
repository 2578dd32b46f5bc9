using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>An administrator has a quarantined call worked on once more. What the carrier did not sign stays where it is.</summary>
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

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var receipt = await db.WebhookReceipts.SingleOrDefaultAsync(r => r.Id == command.ReceiptId, ct) ?? throw new NotFound("The call");
            if (receipt.State != WebhookState.Quarantined)
                return Unit.Value;
            if (receipt.Error == ReceiveWebhook.InvalidSignature)
                throw new RuleViolation(ReceiveWebhook.InvalidSignature, "The carrier did not sign this call; it cannot be trusted.");
            receipt.TryLater("replayed", clock.GetUtcNow(), WebhookState.Received);
            return Unit.Value;
        }
    }
}
