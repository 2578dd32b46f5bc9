using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Posts forms to desks, signed as Twilio signs them, with the faults that were asked for.</summary>
internal sealed class SignedCallbacks(Accounts accounts, CallbackQueue queue, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Callback>> _held = [];

    /// <param name="lane">What the callbacks are about: those of one lane arrive in order.</param>
    /// <param name="isLast">Nothing more follows on this lane: what was held back for a wrong order goes out now.</param>
    public void Post(string accountSid, string lane, string url, IReadOnlyList<KeyValuePair<string, string>> fields, CallbackFaults faults, bool isLast, Action<CallbackAnswer>? answered = null)
    {
        if (faults.HasFlag(CallbackFaults.Drop) || Signed(accountSid, lane, url, fields, answered) is not { } callback)
            return;
        if (!faults.HasFlag(CallbackFaults.Reorder))
        {
            Enqueue(callback, faults);
            return;
        }

        List<Callback> held;
        lock (_gate)
        {
            if (!_held.TryGetValue(lane, out held!))
                _held[lane] = held = [];
            held.Add(callback);
            if (!isLast)
                return;
            _held.Remove(lane);
        }

        foreach (var late in held.AsEnumerable().Reverse())
            Enqueue(late, faults);
    }

    /// <summary>Asks and waits for the answer; no faults, since the caller waits on the line.</summary>
    public Task<CallbackAnswer> Ask(string accountSid, string lane, string url, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var asked = new TaskCompletionSource<CallbackAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Signed(accountSid, lane, url, fields, asked.SetResult) is { } callback)
            queue.Enqueue(callback);
        else
            asked.SetResult(new(null, "", ""));
        return asked.Task;
    }

    private Callback? Signed(string accountSid, string lane, string url, IReadOnlyList<KeyValuePair<string, string>> fields, Action<CallbackAnswer>? answered)
    {
        if (accounts.Find(accountSid) is not { } account)
            return null;

        var signedUrl = url.Split('#')[0];   // the fragment holds overrides for Twilio and never travels
        return new Callback(lane, new Uri(signedUrl), fields,
            [
                new(TwilioSignature.Header, TwilioSignature.Of(account.AuthToken, signedUrl, fields)),
                new("I-Twilio-Idempotency-Token", Guid.CreateVersion7(clock.GetUtcNow()).ToString()),
            ], answered);
    }

    private void Enqueue(Callback callback, CallbackFaults faults)
    {
        queue.Enqueue(callback);
        if (faults.HasFlag(CallbackFaults.Duplicate))
            queue.Enqueue(callback with { Answered = null });
    }
}
