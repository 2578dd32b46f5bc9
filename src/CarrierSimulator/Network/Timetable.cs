namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>Calls back for ids when their time has come. One timer and one heap serve any number of messages.</summary>
public sealed class Timetable : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<string, (DateTimeOffset Due, long Order)> _queue = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private Action<string>? _run;
    private long _order;
    private int _running;

    public Timetable(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => RunDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What waits for its time, and what is being done.</summary>
    public int Pending
    {
        get { lock (_gate) return _queue.Count + _running; }
    }

    /// <summary>Says what to do with an id that is due.</summary>
    public void OnDue(Action<string> run) => _run = run;

    public void After(TimeSpan delay, string id)
    {
        lock (_gate)
        {
            var due = _clock.GetUtcNow() + delay;
            var isNext = !_queue.TryPeek(out _, out var head) || due < head.Due;
            _queue.Enqueue(id, (due, _order++));
            if (isNext)
                _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    public void Clear()
    {
        lock (_gate)
            _queue.Clear();
    }

    public void Dispose() => _timer.Dispose();

    private void RunDue()
    {
        while (TakeDue() is { } id)
        {
            try
            {
                _run?.Invoke(id);
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }
    }

    private string? TakeDue()
    {
        lock (_gate)
        {
            if (!_queue.TryPeek(out _, out var head))
                return null;

            var wait = head.Due - _clock.GetUtcNow();
            if (wait <= TimeSpan.Zero)
            {
                Interlocked.Increment(ref _running);
                return _queue.Dequeue();
            }

            // Timers count whole milliseconds: rounding up keeps this one from firing early and spinning.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            return null;
        }
    }
}
