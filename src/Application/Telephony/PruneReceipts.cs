using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Forgets carriers' calls when nobody needs them any more; the messages keep what they said.</summary>
public static class PruneReceipts
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    [SystemOnly]
    public sealed record Command : ICommand<Result>;

    public sealed record Result(int Deleted);

    internal sealed class Handler(IWebhookInbox inbox, QuarantineLimits limits, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var old = await inbox.DeleteBefore(now - Kept, ReceiptShare.Done, ct) + await inbox.DeleteBefore(now - limits.RefusedFor, ReceiptShare.Refused, ct)
                + await inbox.DeleteBefore(now - limits.FailedFor, ReceiptShare.Failed, ct);
            return new(old + await inbox.DeleteBeyond(limits.MaxRefused, ReceiptShare.Refused, null, ct) + await inbox.DeleteBeyond(limits.MaxFailed, ReceiptShare.Failed, null, ct));
        }
    }
}
