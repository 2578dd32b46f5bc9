using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Conversations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>Finds out what became of messages that a crash, a time-out or a broken answer left in doubt, by asking the carrier; it never sends.</summary>
public sealed partial class Settler(DeskSender desk, ICrossTenant tenants, IEnumerable<IMessageCarrier> carriers, IOptions<DispatchOptions> options, TimeProvider clock,
    ILogger<Settler> logger) : BackgroundService
{
    private const int MostMessages = 500, OfNumber = 25, AtOnce = 8;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyDictionary<string, IMessageCarrier> _carriers = carriers.ToDictionary(c => c.Carrier);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (options.Value.Enabled && await timer.WaitForNextTickAsync(stoppingToken))
                await Round(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The node stops; the questions keep.
        }
    }

    /// <summary>Looks once at what is in doubt. Numbers do not wait for each other, and a carrier that does not answer about one message is not asked about the number's next.</summary>
    public async Task Round(CancellationToken ct)
    {
        try
        {
            var now = clock.GetUtcNow();
            var stuck = await tenants.StuckMessages(now, now - Message.DispatchLease, OfNumber, MostMessages, ct);
            await Parallel.ForEachAsync(stuck.GroupBy(m => (m.TenantId, m.NumberId)), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (ofNumber, token) => await Settle(ofNumber, token));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            RoundFailed(failure, failure.GetType().Name);
        }
    }

    private async Task Settle(IEnumerable<StuckMessage> ofNumber, CancellationToken ct)
    {
        var isAnswered = true;
        foreach (var message in ofNumber)
            isAnswered = await Settle(message, isAnswered, ct);
    }

    /// <param name="asks">Whether to ask the carrier; what a dead node had in hand becomes uncertain even so, and its customer's next message may go.</param>
    /// <returns>Whether the carrier answers.</returns>
    private async Task<bool> Settle(StuckMessage message, bool asks, CancellationToken ct)
    {
        if (!asks && message.Delivery is DeliveryState.Uncertain)
            return false;
        try
        {
            var (question, tenant) = ((await desk.Send(message.TenantId, new QuestionUncertain.Command(message.MessageId), ct)).Question, message.TenantId);
            if (question is null || !asks)
                return asks;
            var listed = await _carriers[question.Carrier].ListSent(question.Account, question.From, question.To, question.Since, ct);
            var settled = await desk.Send(tenant, new SettleUncertain.Command(message.MessageId, listed), ct);
            Settled(message.MessageId, settled.State, settled.Matches);
            if (settled.Matches > 1)
                SentTwice(message.MessageId, settled.Matches);
            return true;
        }
        catch (CarrierUnavailable unavailable)
        {
            NotAnswered(message.MessageId, unavailable.Message);
            return false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            SettleFailed(failure, message.MessageId, failure.GetType().Name);
            return asks;
        }
    }

    [LoggerMessage(LogLevel.Information, "Message {MessageId} is now {State} by the carrier's list, {Matches} found")]
    private partial void Settled(Guid messageId, DeliveryState? state, int matches);

    [LoggerMessage(LogLevel.Warning, "The carrier has message {MessageId} {Matches} times")]
    private partial void SentTwice(Guid messageId, int matches);

    [LoggerMessage(LogLevel.Information, "The carrier could not be asked about message {MessageId}: {Reason}")]
    private partial void NotAnswered(Guid messageId, string reason);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} could not be settled ({Failure})")]
    private partial void SettleFailed(Exception exception, Guid messageId, string failure);

    [LoggerMessage(LogLevel.Warning, "Looking for uncertain messages failed ({Failure}); trying again")]
    private partial void RoundFailed(Exception exception, string failure);
}
