using System.Collections.Concurrent;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>A customer's call to an account's number: the account's own telephones ring, and nobody asks the desk.</summary>
internal sealed class RingInConductor(Switchboard board)
{
    private const int RingSeconds = 30;

    private readonly ConcurrentDictionary<Task, bool> _running = [];

    /// <summary>A call has come further.</summary>
    public event Action<Call>? Moved;

    /// <summary>Calls that are being conducted now.</summary>
    public int Running => _running.Count;

    public Call Receive(string from, OwnNumber to, CallbackFaults faults)
    {
        var line = board.Open(to.AccountSid, from, to.Number, CallDirection.Inbound, null, faults);
        var task = Task.Run(() => Conduct(line));
        _running[task] = true;
        task.ContinueWith(_ => _running.TryRemove(task, out var _), TaskScheduler.Default);
        return line.Call;
    }

    private async Task Conduct(Line line)
    {
        Moved?.Invoke(line.Call);
        if (await board.Ring(line, RingSeconds))
        {
            Moved?.Invoke(line.Call);
            await Task.WhenAny(Task.Delay(Timeout.Infinite, line.Over));
        }

        Moved?.Invoke(line.Call);
    }
}
