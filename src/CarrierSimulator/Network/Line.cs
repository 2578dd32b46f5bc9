using System.Threading.Channels;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>A call while it lives: what happens on the telephone, and ways to wait for it.</summary>
public sealed class Line(Call call, Func<DateTimeOffset> now, Func<TimeSpan, int> seconds, Action<Call> changed) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly Channel<char> _keys = Channel.CreateUnbounded<char>();
    private Call _call = call;

    public Call Call
    {
        get { lock (_gate) return _call; }
    }

    /// <summary>Completes when the call is answered or over.</summary>
    public Task Decided => _decided.Task;

    /// <summary>Cancelled when the call is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Keys that were pressed and not yet read.</summary>
    public ChannelReader<char> Keys => _keys.Reader;

    public bool Ring() => Move(CallStatus.Ringing, c => c.Status is CallStatus.Queued);

    public bool Answer()
    {
        var answered = Move(CallStatus.InProgress, c => c.Status is CallStatus.Queued or CallStatus.Ringing);
        if (answered)
            _decided.TrySetResult();
        return answered;
    }

    /// <summary>An answered call can only be completed; one that rings has every other end.</summary>
    public bool End(CallStatus asked)
    {
        var ended = Change(c => c.IsOver ? c : Ended(c, c.Status is CallStatus.InProgress ? CallStatus.Completed : asked));
        if (ended)
        {
            _decided.TrySetResult();
            _over.Cancel();
        }

        return ended;
    }

    /// <summary>The person puts the telephone down: one that rings is declined, one that calls gives up.</summary>
    public bool HangUp() => End(Call.Direction is CallDirection.Inbound ? CallStatus.Canceled : CallStatus.Busy);

    public bool Press(string digits)
    {
        if (Call.Status is not CallStatus.InProgress)
            return false;
        foreach (var digit in digits)
            _keys.Writer.TryWrite(digit);
        return true;
    }

    public void Hear(string text) => Change(c => c with { Heard = [.. c.Heard, text] });

    public bool Say(string text) => Change(c => c.Status is CallStatus.InProgress ? c with { Spoken = [.. c.Spoken, text] } : c);

    public void TalkTo(string? sid) => Change(c => c with { TalksTo = sid });

    public void Remark(string note) => Change(c => c with { Note = note });

    public void Dispose() => _over.Dispose();

    private bool Move(CallStatus status, Func<Call, bool> isPossible) =>
        Change(c => isPossible(c) ? c with { Status = status, StartedAt = status is CallStatus.InProgress ? now() : c.StartedAt } : c);

    private Call Ended(Call c, CallStatus status)
    {
        var at = now();
        return c with { Status = status, EndedAt = at, Seconds = c.StartedAt is { } since ? seconds(at - since) : 0, TalksTo = null };
    }

    private bool Change(Func<Call, Call> change)
    {
        Call next;
        lock (_gate)
        {
            next = change(_call);
            if (ReferenceEquals(next, _call))
                return false;
            next = _call = next with { Version = _call.Version + 1 };
        }

        changed(next);
        return true;
    }
}
