using System.Collections.Concurrent;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;

namespace EscalationCqrs.Application.Tests.Telephony;

/// <summary>A carrier in memory: remembers what it was handed and answers as told.</summary>
public sealed class FakeCarrier : IMessageCarrier
{
    private int _sids;

    public string Carrier => "twilio";

    public int MaxCharacters { get; set; } = Message.MaxSmsLength;

    public ConcurrentQueue<OutboundSms> Sent { get; } = [];

    public Func<OutboundSms, Task<SendOutcome>>? Answer { get; set; }

    /// <summary>What the carrier lists when asked; null means that it cannot be asked.</summary>
    public IReadOnlyList<CarrierMessage>? Listed { get; set; } = [];

    /// <summary>About whom the list was asked for.</summary>
    public ConcurrentQueue<string?> Asked { get; } = [];

    public ConcurrentQueue<(string Number, NumberAddresses Addresses)> Connected { get; } = [];

    public void Reset()
    {
        Sent.Clear();
        Connected.Clear();
        Asked.Clear();
        (Answer, Listed, MaxCharacters) = (null, [], Message.MaxSmsLength);
    }

    public Task<SendOutcome> Send(OutboundSms sms, CarrierAccount account, CancellationToken ct)
    {
        Sent.Enqueue(sms);
        return Answer?.Invoke(sms) ?? Task.FromResult<SendOutcome>(new SendOutcome.Accepted($"SM{Interlocked.Increment(ref _sids)}-{sms.MessageId:n}"));
    }

    public Task<IReadOnlyList<CarrierMessage>> ListSent(CarrierAccount account, string from, string? to, DateTimeOffset since, CancellationToken ct)
    {
        Asked.Enqueue(to);
        return Listed is null ? throw new CarrierUnavailable("The carrier cannot be reached.") : Task.FromResult(Listed);
    }

    public Task<CarrierSubscription?> ConnectNumber(CarrierAccount account, string number, NumberAddresses addresses, string? subscriptionId, CancellationToken ct)
    {
        Connected.Enqueue((number, addresses));
        return Task.FromResult<CarrierSubscription?>(null);
    }
}
