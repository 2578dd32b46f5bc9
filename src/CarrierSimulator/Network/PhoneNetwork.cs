namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>
/// The network itself: takes messages in, moves them along, hands inbound ones over. It knows no carrier's protocol; whoever
/// speaks one listens to its events.
/// </summary>
public sealed class PhoneNetwork
{
    private readonly TimeProvider _clock;
    private readonly SimulatorOptions _options;
    private readonly Sids _sids;
    private readonly Timetable _timetable;

    public PhoneNetwork(TimeProvider clock, SimulatorOptions options, Sids sids, Timetable timetable, Accounts accounts, OptOuts optOuts, Outcomes outcomes)
    {
        (_clock, _options, _sids, _timetable) = (clock, options, sids, timetable);
        (Accounts, OptOuts, Outcomes) = (accounts, optOuts, outcomes);
        timetable.OnDue(Advance);
        accounts.Reset();
    }

    public MessageStore Messages { get; } = new();

    public Accounts Accounts { get; }

    public OptOuts OptOuts { get; }

    public Outcomes Outcomes { get; }

    /// <summary>A message is new or has changed in any way.</summary>
    public event Action<Message>? Changed;

    /// <summary>An outbound message has taken a step after its first status.</summary>
    public event Action<Message>? Moved;

    /// <summary>A customer's message reached an account's number; the word is what the carrier made of it.</summary>
    public event Action<Message, OwnNumber, OptOutWord>? Received;

    /// <summary>A message is gone.</summary>
    public event Action<string>? Deleted;

    /// <summary>A number, an account, or everything at once is different.</summary>
    public event Action<NetworkPart>? Rearranged;

    /// <summary>Takes a message from an account. The rules of the carrier's API have been checked.</summary>
    /// <param name="outcome">What becomes of it; by its recipient if null.</param>
    public Message Send(OwnNumber from, string to, string body, string? statusCallback, CallbackFaults faults, Outcome? outcome = null) =>
        Accept(Outbound(from, to, body, Direction.OutboundApi) with { StatusCallback = statusCallback, CallbackFaults = faults, Outcome = outcome ?? Outcomes.For(to) });

    /// <summary>Takes an account's answer to an inbound message, unless the customer has opted out.</summary>
    public void Reply(OwnNumber from, string to, string body)
    {
        if (!OptOuts.IsBlocked(from.Number, to))
            Accept(Outbound(from, to, body, Direction.OutboundReply));
    }

    /// <summary>A customer writes to an account's number.</summary>
    public Message Receive(string from, OwnNumber to, string body, CallbackFaults faults)
    {
        var now = _clock.GetUtcNow();
        var message = new Message
        {
            Sid = _sids.Next("SM"),
            AccountSid = to.AccountSid,
            From = from,
            To = to.Number,
            Body = body,
            Direction = Direction.Inbound,
            Status = MessageStatus.Received,
            Segments = Segments.Count(body),
            CreatedAt = now,
            UpdatedAt = now,
            SentAt = now,
            CallbackFaults = faults,
        };
        Messages.Add(message);
        Changed?.Invoke(message);

        var word = OptOuts.WordOf(body);
        if (OptOuts.Obey(word, to.Number, from) is { } automaticReply)
            Accept(Outbound(to, from, automaticReply, Direction.OutboundReply));
        Received?.Invoke(message, to, word);
        return message;
    }

    /// <summary>Empties the text of a message that is no longer on its way; null if there is none such.</summary>
    public Message? Redact(string sid) =>
        Change(sid, m => m.IsInFlight ? m : m with { Body = "", UpdatedAt = _clock.GetUtcNow(), Version = m.Version + 1 });

    /// <summary>Stops a message that still waits; null if it is too late.</summary>
    public Message? Cancel(string sid)
    {
        var canceled = Change(sid, m => m.Status is MessageStatus.Queued ? m.Moved(MessageStatus.Canceled, _clock.GetUtcNow()) : m);
        if (canceled is not null)
            Moved?.Invoke(canceled);
        return canceled;
    }

    /// <summary>Deletes a message that is no longer on its way.</summary>
    public bool Delete(string sid)
    {
        var deleted = Messages.Delete(sid, m => !m.IsInFlight);
        if (deleted)
            Deleted?.Invoke(sid);
        return deleted;
    }

    /// <summary>Notes what the webhook answered to an inbound message.</summary>
    public void NoteWebhookAnswer(string sid, string answer) =>
        Change(sid, m => m with { WebhookAnswer = answer, Version = m.Version + 1 });

    public void Connect(OwnNumber number)
    {
        Accounts.Save(number);
        Rearranged?.Invoke(NetworkPart.Numbers);
    }

    public Account Open(string? sid, string authToken, string? friendlyName, bool advancedOptOut, IEnumerable<string> numbers, AppCredentials? app = null, string status = "active", bool isTrial = false)
    {
        var account = Accounts.Add(sid, authToken, friendlyName, advancedOptOut, numbers, app, status, isTrial);
        Rearranged?.Invoke(NetworkPart.Numbers);
        return account;
    }

    /// <summary>Forgets messages, opt-outs and chosen outcomes; accounts, numbers and webhooks only if asked.</summary>
    public void Reset(bool accountsToo)
    {
        _timetable.Clear();
        Messages.Clear();
        OptOuts.Clear();
        Outcomes.Clear();
        if (accountsToo)
            Accounts.Reset();
        Rearranged?.Invoke(NetworkPart.Everything);
    }

    /// <summary>Takes up a network that was kept, and sets the messages that were under way moving again.</summary>
    public void Restore(Snapshot snapshot)
    {
        Accounts.Restore(snapshot.Accounts, snapshot.Numbers);
        OptOuts.Restore(snapshot.OptOuts);
        foreach (var (to, outcome) in snapshot.Outcomes)
            Outcomes.Choose(to, outcome);
        foreach (var message in snapshot.Messages)
        {
            Messages.Add(message);
            if (message.Next() is not null)
                _timetable.After(_options.StepDelay, message.Sid);
        }
    }

    private Message Outbound(OwnNumber from, string to, string body, Direction direction)
    {
        var now = _clock.GetUtcNow();
        return new Message
        {
            Sid = _sids.Next("SM"),
            AccountSid = from.AccountSid,
            From = from.Number,
            To = to,
            Body = body,
            Direction = direction,
            Status = MessageStatus.Queued,
            Segments = Segments.Count(body),
            CreatedAt = now,
            UpdatedAt = now,
            Outcome = Outcomes.For(to),
        };
    }

    private Message Accept(Message message)
    {
        Messages.Add(message);
        Changed?.Invoke(message);
        _timetable.After(_options.StepDelay, message.Sid);
        return message;
    }

    private void Advance(string sid)
    {
        if (Change(sid, m => m.Next() is { } next ? m.Moved(next, _clock.GetUtcNow()) : m) is not { } moved)
            return;
        Moved?.Invoke(moved);   // before the next step is due, so that listeners hear the steps in order
        if (moved.Next() is not null)
            _timetable.After(_options.StepDelay, sid);
    }

    private Message? Change(string sid, Func<Message, Message> change)
    {
        var changed = Messages.Change(sid, change);
        if (changed is not null)
            Changed?.Invoke(changed);
        return changed;
    }
}

/// <summary>What a rearrangement concerns.</summary>
public enum NetworkPart
{
    Numbers,
    Everything,
}
