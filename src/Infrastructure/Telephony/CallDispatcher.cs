using System.Collections.Concurrent;
using EscalationCqrs.Application.Calls;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>
/// Asks carriers for the calls that agents want to make, each exactly once, and looks after those of which nothing is heard. Wakes after a commit of this node, else looks every half
/// second.
/// </summary>
public sealed partial class CallDispatcher(DeskSender desk, ICrossTenant tenants, ICommitSignals signals, IEnumerable<ICallCarrier> carriers, IOptions<DispatchOptions> options,
    TimeProvider clock, ILogger<CallDispatcher> logger) : BackgroundService
{
    private const int Most = 100, TriesToRecord = 5;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyDictionary<string, ICallCarrier> _carriers = carriers.ToDictionary(c => c.Carrier);
    private readonly ConcurrentDictionary<Guid, Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Round(stoppingToken);
                await signals.WaitForCalls(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                RoundFailed(failure, failure.GetType().Name);
                await Task.Delay(AfterFailure, clock, CancellationToken.None);
            }
        }

        await Task.WhenAll(_running.Values);
    }

    private async Task Round(CancellationToken ct)
    {
        foreach (var (tenant, call, isNew) in await tenants.DueCalls(clock.GetUtcNow(), Most, ct))
        {
            // Its own task, since an agent must not wait until the carrier has answered for somebody else.
            if (!_running.ContainsKey(call))
                _running[call] = Task.Run(() => Guarded(call, () => isNew ? Place(tenant, call) : Settle(tenant, call)), CancellationToken.None);
        }
    }

    private async Task Guarded(Guid call, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            CallFailed(failure, call, failure.GetType().Name);
        }
        finally
        {
            _running.TryRemove(call, out _);
        }
    }

    private async Task Place(Guid tenant, Guid call)
    {
        if ((await desk.Send(tenant, new BeginCall.Command(call), CancellationToken.None)).Ticket is not { } ticket)
            return;
        SendOutcome outcome;
        try
        {
            outcome = await _carriers[ticket.Carrier].Place(ticket.Call, ticket.Account, CancellationToken.None);
        }
        catch (Exception failure)
        {
            CallFailed(failure, call, failure.GetType().Name);
            outcome = new SendOutcome.Uncertain("fault");
        }

        // What cannot be written becomes uncertain by its lease and is settled by what the carrier reports.
        for (var tries = 1; ; tries++)
        {
            try
            {
                await desk.Send(tenant, new RecordPlacement.Command(call, outcome), CancellationToken.None);
                return;
            }
            catch (Exception failure) when (tries < TriesToRecord)
            {
                CallFailed(failure, call, failure.GetType().Name);
                await Task.Delay(AfterFailure, clock, CancellationToken.None);
            }
        }
    }

    private async Task Settle(Guid tenant, Guid call)
    {
        if ((await desk.Send(tenant, new SettleCall.Command(call), CancellationToken.None)).Question is not { } question)
            return;
        try
        {
            if (question.HangsUp)
                await _carriers[question.Carrier].HangUp(question.CarrierCallId, question.Account, CancellationToken.None);
            var answer = await _carriers[question.Carrier].Ask(question.CarrierCallId, question.Account, CancellationToken.None);
            await desk.Send(tenant, new SettleCall.Command(call, answer ?? new(null, null)), CancellationToken.None);
        }
        catch (CarrierUnavailable unavailable)
        {
            NotAnswered(call, unavailable.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Looking for calls failed ({Failure}); trying again")]
    private partial void RoundFailed(Exception exception, string failure);

    [LoggerMessage(LogLevel.Error, "Call {CallId} could not be worked on ({Failure})")]
    private partial void CallFailed(Exception exception, Guid callId, string failure);

    [LoggerMessage(LogLevel.Information, "The carrier could not be asked about call {CallId}: {Reason}")]
    private partial void NotAnswered(Guid callId, string reason);
}
