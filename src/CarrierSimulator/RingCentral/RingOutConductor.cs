using System.Collections.Concurrent;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>Two telephones that are rung one after the other and connected; recorded, as the account does with every call.</summary>
internal sealed class RingOutConductor(Switchboard board, Recordings recordings, TimeProvider clock)
{
    private const int RingSeconds = 30, KeySeconds = 10;

    private readonly ConcurrentDictionary<string, RingOut> _ringOuts = [];
    private readonly ConcurrentDictionary<Task, bool> _running = [];

    /// <summary>A RingOut has come further; whether its recording runs, or has ended.</summary>
    public event Action<RingOut, bool?>? Moved;

    /// <summary>Calls that are being conducted now.</summary>
    public int Running => _running.Count;

    /// <param name="Agent">The telephone that rings first.</param>
    /// <param name="Customer">Null until the first has pressed the key.</param>
    internal sealed record RingOut(Line Agent, string To, string CallerId, Line? Customer = null);

    public RingOut Place(string accountSid, string from, string to, string callerId, bool playPrompt, CallbackFaults faults)
    {
        var line = board.Open(accountSid, callerId, from, CallDirection.OutboundApi, null, faults);
        var ringOut = _ringOuts[line.Call.Sid] = new(line, to, callerId);
        var task = Task.Run(() => Guarded(line, () => Conduct(ringOut, playPrompt)));
        _running[task] = true;
        task.ContinueWith(_ => _running.TryRemove(task, out var _), TaskScheduler.Default);
        return ringOut;
    }

    public RingOut? Find(string accountSid, long id) => _ringOuts.Values.FirstOrDefault(r => r.Agent.Call.AccountSid == accountSid && RingCentralApi.Id(r.Agent.Call.Sid) == id);

    private static async Task Guarded(Line line, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (OperationCanceledException)
        {
            // Somebody hung up.
        }
        finally
        {
            line.End(CallStatus.Completed);
        }
    }

    private async Task Conduct(RingOut ringOut, bool playPrompt)
    {
        var agent = ringOut.Agent;
        if (!await board.Ring(agent, RingSeconds))
            return;
        if (playPrompt && !await PressesOne(agent))
            return;
        var customer = board.Open(agent.Call.AccountSid, ringOut.CallerId, ringOut.To, CallDirection.OutboundDial, null, agent.Call.CallbackFaults, agent.Call.Sid);
        ringOut = _ringOuts[agent.Call.Sid] = ringOut with { Customer = customer };
        Moved?.Invoke(ringOut, null);
        await using var gaveUp = agent.Over.Register(() => customer.End(CallStatus.Canceled));
        if (await board.Ring(customer, RingSeconds) && !agent.Call.IsOver)
            await Talk(ringOut, agent, customer);
    }

    private async Task<bool> PressesOne(Line agent)
    {
        agent.Hear("Please press 1 to connect.");
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(agent.Over);
        var (key, late) = (agent.Keys.ReadAsync(wait.Token).AsTask(), board.Wait(KeySeconds, wait.Token));
        var first = await Task.WhenAny(key, late);
        await wait.CancelAsync();
        agent.Over.ThrowIfCancellationRequested();
        return first == key && await key == '1';
    }

    private async Task Talk(RingOut ringOut, Line agent, Line customer)
    {
        customer.Hear("This call is being recorded.");
        agent.TalkTo(customer.Call.Sid);
        customer.TalkTo(agent.Call.Sid);
        var kept = recordings.Begin(agent.Call.AccountSid, agent.Call.Sid, 1, "Automatic");
        Moved?.Invoke(ringOut, true);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(agent.Over, customer.Over);
        await Task.WhenAny(Task.Delay(Timeout.Infinite, either.Token));
        customer.End(CallStatus.Completed);
        agent.TalkTo(null);
        agent.End(CallStatus.Completed);
        recordings.Finish(kept, board.Seconds(clock.GetUtcNow() - kept.StartedAt));
        Moved?.Invoke(ringOut, false);
    }
}
