using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Telephony;
using MediatR;

namespace EscalationCqrs.Application.Telephony;

/// <summary>A stored call could not be worked on: tried again later, and in the end kept for an administrator.</summary>
public static class PostponeReceipt
{
    public const int MaxAttempts = 8;

    /// <param name="Error">A word, never the call's contents.</param>
    [SystemOnly]
    public sealed record Command(Guid ReceiptId, string Error, bool ForGood) : ICommand;

    internal sealed class Handler(IWebhookInbox inbox, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await inbox.TakeWaiting([command.ReceiptId], ct) is not [var receipt])
                return Unit.Value;
            if (command.ForGood || receipt.Attempts + 1 >= MaxAttempts)
                receipt.Quarantine(command.Error, now);
            else
                receipt.TryLater(command.Error, now + TimeSpan.FromSeconds(Math.Pow(4, receipt.Attempts)), WebhookState.Received);
            return Unit.Value;
        }
    }
}
