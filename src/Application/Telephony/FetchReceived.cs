using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using MediatR;

namespace EscalationCqrs.Application.Telephony;

/// <summary>
/// Fetches what customers texted while the carrier did not report it, or its report was lost, and the calls that it does not report as a whole. Each is stored as if it had been reported: one that is
/// here already, or is reported late, is the same event. A few pages at a time; where it stops, it goes on the next time.
/// </summary>
public static class FetchReceived
{
    private const int PagesAtOnce = 4;

    [SystemOnly]
    [OwnTransactions("The carrier is asked between reading how far its list was read and storing a page of it")]
    public sealed record Command(Guid NumberId, Listing What) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);
    }

    /// <param name="Stored">How many no report had told of.</param>
    public sealed record Result(int Stored);

    internal sealed class Handler(IUnitOfWork work, IDeskDb db, IWebhookInbox inbox, ISecrets secrets, IEnumerable<IMessageCarrier> carriers, IEnumerable<ICallCarrier> callCarriers,
        IEnumerable<ICarrierWebhook> webhooks, QuarantineLimits limits, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        private sealed record Due(Listing What, Number Number, CarrierAccount Account, DateTimeOffset Since, DateTimeOffset Until, string? Page);

        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var (kind, stored) = (new WorkKind(nameof(FetchReceived), Writes: true, Audited: false, command.Resource), 0);
            for (var pages = 0; pages < PagesAtOnce && await work.Run(kind, () => Take(command, ct), ct) is { } due; pages++)
            {
                var page = await Ask(kind, due, ct);
                stored += await work.Run(kind, () => Store(due, page, ct), ct);
                if (page.NextPage is null)
                    break;
            }

            return new(stored);
        }

        private async Task<Due?> Take(Command command, CancellationToken ct)
        {
            var (number, what) = (await db.LockNumber(command.NumberId, ct) ?? throw new NotFound("The number"), command.What);
            return secrets.TryAccount(number) is { } account && number.Listen(what, clock.GetUtcNow()) is { Reading: { } until } span ? new(what, number, account, span.Since(what), until, span.Page) : null;
        }

        private async Task<ReceivedPage> Ask(WorkKind kind, Due due, CancellationToken ct)
        {
            try
            {
                return due.What == Listing.Calls ? await callCarriers.For(due.Number.Carrier).ListReceived(due.Account, due.Number.E164, due.Since, due.Until, due.Page, ct)
                    : await carriers.For(due.Number.Carrier).ListReceived(due.Account, due.Number.E164, due.Since, due.Until, due.Page, ct);
            }
            catch (CarrierUnavailable)
            {
                await work.Run(kind, () => Again(due.Number.Id, ct), ct);
                throw;
            }
        }

        private async Task<int> Store(Due due, ReceivedPage page, CancellationToken ct)
        {
            var (webhook, now) = (webhooks.For(due.Number), clock.GetUtcNow());
            var stored = await inbox.Store([.. page.Calls.Select(call => ReceiveWebhook.Accepted(due.Number, webhook, call with { PathAndQuery = webhook.PathOf(due.Number.ChannelKey, call.Kind) }, limits.MaxBody, now))], ct);
            (await db.LockNumber(due.Number.Id, ct))?.Hear(due.What, page.NextPage);
            return page.NextPage is null ? stored : stored + await Again(due.Number.Id, ct);
        }

        /// <summary>There is more to read than this time.</summary>
        private async Task<int> Again(Guid numberId, CancellationToken ct)
        {
            (await db.LockNumber(numberId, ct))?.Watch(clock.GetUtcNow());
            return 0;
        }
    }
}
