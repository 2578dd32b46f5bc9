using System.Collections.Concurrent;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>
/// Hands queued SMS to their carriers, many at once. Wakes after a commit of this node, else looks every half second. Every message taken is posted exactly once and its
/// outcome recorded; when the node stops it takes nothing new and waits for those under way.
/// </summary>
public sealed partial class Dispatcher(DeskSender desk, ICrossTenant tenants, ICommitSignals signals, IEnumerable<IMessageCarrier> carriers, IOptions<DispatchOptions> options,
    TimeProvider clock, ILogger<Dispatcher> logger) : BackgroundService
{
    private const int MostNumbers = 200, MostRecorded = 100, TriesWhenStopping = 3;

    // A round takes what gathered meanwhile, and outcomes share a transaction: both trade some milliseconds for far fewer statements.
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(50), Gathering = TimeSpan.FromMilliseconds(50),
        FirstRest = TimeSpan.FromMilliseconds(200), LongestRest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(options.Value.InFlight);
    private readonly ConcurrentDictionary<Guid, Task> _posting = [];
    private readonly ConcurrentDictionary<Guid, GroupCommit<RecordSendOutcomes.Posted, Unit>> _records = [];
    private readonly Dictionary<Guid, DateTimeOffset> _resting = [];
    private readonly IReadOnlyDictionary<string, IMessageCarrier> _carriers = carriers.ToDictionary(c => c.Carrier);
    private CancellationToken _stopping;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
            return;
        _stopping = stoppingToken;
        var rest = FirstRest;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var wait = await Round(stoppingToken);
                await signals.WaitForMessages(wait, stoppingToken);
                rest = FirstRest;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                RoundFailed(failure, failure.GetType().Name);
                await Sleep(rest);
                rest = rest * 2 < LongestRest ? rest * 2 : LongestRest;
            }
        }

        await Task.WhenAll(_posting.Values);
    }

    /// <returns>How long nothing more is to be expected, unless a signal says otherwise.</returns>
    private async Task<TimeSpan> Round(CancellationToken ct)
    {
        var poll = TimeSpan.FromMilliseconds(options.Value.PollMilliseconds);
        var now = clock.GetUtcNow();
        var due = (await tenants.DueNumbers(now, MostNumbers, ct)).Where(d => !_resting.TryGetValue(d.NumberId, out var until) || until <= now).ToList();
        var taken = 0;
        for (var i = 0; i < due.Count && _slots.CurrentCount > 0; i++)
            taken += await Dispatch(due[i].TenantId, due[i].NumberId, Math.Max(1, _slots.CurrentCount / (due.Count - i)), ct);

        foreach (var number in _resting.Where(r => r.Value <= clock.GetUtcNow()).Select(r => r.Key).ToList())
            _resting.Remove(number);
        if (taken > 0)
            await Task.Delay(BetweenRounds, clock, ct);
        var next = _resting.Count == 0 ? poll : _resting.Values.Min() - clock.GetUtcNow();
        return next < TimeSpan.Zero ? TimeSpan.Zero : next < poll ? next : poll;
    }

    private async Task<int> Dispatch(Guid tenantId, Guid numberId, int slots, CancellationToken ct)
    {
        DispatchMessages.Result taken;
        try
        {
            // Not cancelled once begun: what is committed must be posted.
            taken = await desk.Send(tenantId, new DispatchMessages.Command(numberId, slots), CancellationToken.None);
        }
        catch (Exception failure) when (failure is not DatabaseAway)
        {
            // One number that cannot be worked on must not keep the others waiting.
            NumberFailed(failure, numberId, failure.GetType().Name);
            _resting[numberId] = clock.GetUtcNow() + LongestRest;
            return 0;
        }

        if (taken.TryAgainIn is { } wait && wait > TimeSpan.Zero)
            _resting[numberId] = clock.GetUtcNow() + wait;
        foreach (var message in taken.Messages)
        {
            _slots.Wait(0, CancellationToken.None);
            _posting[message.Sms.MessageId] = Task.Run(() => Post(tenantId, taken.Sender!, message), CancellationToken.None);
        }

        return taken.Messages.Count;
    }

    private async Task Post(Guid tenantId, DispatchMessages.Sender sender, DispatchMessages.Outgoing message)
    {
        var outcome = await Hand(sender, message.Sms);
        _slots.Release();
        await _records.GetOrAdd(tenantId, id => new(group => Record(id, group), MostRecorded, Gathering)).Add(new(message.Sms.MessageId, message.Attempt, outcome));
        _posting.TryRemove(message.Sms.MessageId, out _);

        // The same customer's next message may go now.
        signals.MessagesQueued();
    }

    private async Task<SendOutcome> Hand(DispatchMessages.Sender sender, OutboundSms sms)
    {
        try
        {
            return await _carriers[sender.Carrier].Send(sms, sender.Account, CancellationToken.None);
        }
        catch (Exception failure)
        {
            PostFailed(failure, sms.MessageId, failure.GetType().Name);
            return new SendOutcome.Uncertain("fault");
        }
    }

    /// <summary>Tries until the outcomes are written; what a stopping node cannot write becomes uncertain and is settled by another.</summary>
    private async Task<IReadOnlyList<Unit>> Record(Guid tenantId, IReadOnlyList<RecordSendOutcomes.Posted> posted)
    {
        var rest = FirstRest;
        for (var tries = 1; ; tries++)
        {
            try
            {
                await desk.Send(tenantId, new RecordSendOutcomes.Command(posted), CancellationToken.None);
                break;
            }
            catch (Exception failure)
            {
                RecordFailed(failure, posted.Count, posted[0].MessageId, failure.GetType().Name);
                var giveUp = tries >= TriesWhenStopping && (failure is not DatabaseAway || _stopping.IsCancellationRequested);
                if (giveUp && posted.Count > 1 && failure is not DatabaseAway)
                {
                    foreach (var one in posted)
                        await Record(tenantId, [one]);
                }

                if (giveUp)
                    break;
                await Task.Delay(rest, clock, CancellationToken.None);
                rest = rest * 2 < LongestRest ? rest * 2 : LongestRest;
            }
        }

        return new Unit[posted.Count];
    }

    private async Task Sleep(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, clock, _stopping);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "A round of dispatching failed ({Failure}); trying again")]
    private partial void RoundFailed(Exception exception, string failure);

    [LoggerMessage(LogLevel.Error, "Messages of number {NumberId} cannot be dispatched ({Failure})")]
    private partial void NumberFailed(Exception exception, Guid numberId, string failure);

    [LoggerMessage(LogLevel.Error, "Posting message {MessageId} failed in an unforeseen way ({Failure})")]
    private partial void PostFailed(Exception exception, Guid messageId, string failure);

    [LoggerMessage(LogLevel.Warning, "Outcomes of {Count} messages, the first {MessageId}, could not be recorded ({Failure})")]
    private partial void RecordFailed(Exception exception, int count, Guid messageId, string failure);
}
