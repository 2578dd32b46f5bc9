using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Deletes a quarantined webhook that nobody needs to work on.</summary>
public static class DismissReceipt
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

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var receipt = await db.WebhookReceipts.SingleOrDefaultAsync(r => r.Id == command.ReceiptId, ct) ?? throw new NotFound("The webhook");
            if (receipt.State != WebhookState.Quarantined)
                throw new RuleViolation("not_quarantined", "Only a quarantined webhook can be dismissed.");
            db.WebhookReceipts.Remove(receipt);
            return Unit.Value;
        }
    }
}
