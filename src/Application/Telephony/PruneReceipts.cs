using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Forgets carriers' calls when nobody needs them any more; the messages keep what they said.</summary>
public static class PruneReceipts
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30), QuarantinedKept = TimeSpan.FromDays(7);

    [SystemOnly]
    public sealed record Command : ICommand<Result>;

    public sealed record Result(int Deleted);

    internal sealed class Handler(IWebhookInbox inbox, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var processed = await inbox.DeleteBefore(now - Kept, quarantined: false, ct);
            return new(processed + await inbox.DeleteBefore(now - QuarantinedKept, quarantined: true, ct));
        }
    }
}
