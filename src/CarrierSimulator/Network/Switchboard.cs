using System.Collections.Concurrent;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>The voice side of the network: telephones ring, are answered and hung up. It knows no carrier's protocol; whoever speaks one conducts the calls.</summary>
public sealed class Switchboard(TimeProvider clock, SimulatorOptions options, Sids sids)
{
    private const int Kept = 2000;

    /// <summary>What becomes of calls to numbers that end like this. 555-01xx numbers belong to nobody.</summary>
    public static readonly IReadOnlyDictionary<string, CallStatus> BySuffix = new Dictionary<string, CallStatus>
    {
        ["5550190"] = CallStatus.Busy,
        ["5550191"] = CallStatus.NoAnswer,
        ["5550192"] = CallStatus.Failed,
    };

    private readonly ConcurrentDictionary<string, Line> _lines = [];
    private readonly ConcurrentQueue<string> _order = [];

    /// <summary>A call is new or has changed in any way.</summary>
    public event Action<Call>? Changed;

    /// <summary>A call has reached another status.</summary>
    public event Action<Call>? Progressed;

    /// <summary>A wait as long as the script says, in the network's own seconds.</summary>
    public Task Wait(double seconds, CancellationToken ct) => Task.Delay(options.Second * seconds, clock, ct);

    /// <summary>Whole seconds of the network, begun ones counted.</summary>
    public int Seconds(TimeSpan elapsed) => (int)Math.Ceiling(elapsed / options.Second);

    public Line? Find(string sid) => _lines.GetValueOrDefault(sid);

    /// <summary>Begins a call; nobody's telephone rings yet.</summary>
    public Line Open(string accountSid, string from, string to, CallDirection direction, CallReports? reports, CallbackFaults faults, string? parentSid = null)
    {
        var line = Add(new Call
        {
            Sid = sids.Next("CA"), AccountSid = accountSid, From = from, To = to, Direction = direction, CreatedAt = clock.GetUtcNow(), Reports = reports, CallbackFaults = faults, ParentSid = parentSid,
        });
        Changed?.Invoke(line.Call);
        Progressed?.Invoke(line.Call);
        return line;
    }

    /// <summary>Rings the called telephone until it is answered, given up, or over for another reason.</summary>
    /// <returns>Whether it was answered.</returns>
    public async Task<bool> Ring(Line line, int timeoutSeconds)
    {
        await Step();
        var fate = BySuffix.TryGetValue(line.Call.To[^Math.Min(7, line.Call.To.Length)..], out var chosen) ? chosen : (CallStatus?)null;
        if (fate is CallStatus.Failed)
        {
            line.End(CallStatus.Failed);
            return false;
        }

        line.Ring();
        if (fate is CallStatus.Busy)
            line.End(CallStatus.Busy);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(line.Over);
        await Task.WhenAny(line.Decided, Wait(timeoutSeconds, given.Token));
        await given.CancelAsync();
        if (!line.Decided.IsCompleted)
            line.End(CallStatus.NoAnswer);
        return line.Call.Status is CallStatus.InProgress;
    }

    public Task Step() => Task.Delay(options.StepDelay, clock);

    /// <summary>Newest last.</summary>
    /// <param name="phone">Only calls from or to it; null for all.</param>
    public IReadOnlyList<Call> Newest(int count, string? phone = null) =>
        [.. Calls().Where(c => phone is null || c.From == phone || c.To == phone).TakeLast(count)];

    public IEnumerable<Call> Calls() => _order.Select(Find).OfType<Line>().Select(l => l.Call);

    public bool Forget(string sid) => Find(sid) is { Call.IsOver: true } && _lines.TryRemove(sid, out _);

    /// <summary>A call that is over already.</summary>
    public Call AddPast(string accountSid, string from, string to, int seconds)
    {
        var now = clock.GetUtcNow();
        var call = Add(new Call
        {
            Sid = sids.Next("CA"), AccountSid = accountSid, From = from, To = to, Direction = CallDirection.OutboundApi, Status = CallStatus.Completed, Seconds = seconds,
            CreatedAt = now - TimeSpan.FromSeconds(seconds), StartedAt = now - TimeSpan.FromSeconds(seconds), EndedAt = now,
        }).Call;
        Changed?.Invoke(call);
        return call;
    }

    /// <summary>Takes up calls that were kept. What was running when the network stopped is over.</summary>
    public void Restore(IEnumerable<Call> calls)
    {
        foreach (var call in calls)
            Add(call.IsOver ? call : call with { Status = call.StartedAt is null ? CallStatus.Failed : CallStatus.Completed, EndedAt = clock.GetUtcNow(), Seconds = 0, TalksTo = null });
    }

    public void Clear()
    {
        foreach (var line in _lines.Values)
            line.End(CallStatus.Canceled);
        _lines.Clear();
        _order.Clear();
    }

    private Line Add(Call call)
    {
        var last = call.Status;
        var line = new Line(call, clock.GetUtcNow, Seconds, next =>
        {
            var moved = next.Status != last;
            last = next.Status;
            Changed?.Invoke(next);
            if (moved)
                Progressed?.Invoke(next);
        });
        _lines[call.Sid] = line;
        _order.Enqueue(call.Sid);
        while (_order.Count > Kept && _order.TryDequeue(out var oldest))
            _lines.TryRemove(oldest, out _);
        return line;
    }
}
