using System.Text.Json;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;

namespace EscalationCqrs.Infrastructure.Persistence.Seed;

/// <summary>The carrier of the demo's past: takes every message, and lets the story say what customers texted. Only the seed knows it.</summary>
internal sealed class PastCarrier : IMessageCarrier, ICarrierWebhook
{
    private int _messages;

    public string Carrier => "twilio";

    public string NextId() => $"SM{++_messages:x32}";

    public Task<SendOutcome> Send(OutboundSms sms, CarrierAccount account, CancellationToken ct) => Task.FromResult<SendOutcome>(new SendOutcome.Accepted(NextId()));

    public Task<IReadOnlyList<CarrierMessage>> ListSent(CarrierAccount account, string from, string? to, DateTimeOffset since, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<CarrierMessage>>([]);

    public Task<CarrierSubscription?> ConnectNumber(CarrierAccount account, string number, NumberAddresses addresses, string? subscriptionId, CancellationToken ct) =>
        Task.FromResult<CarrierSubscription?>(null);

    public bool IsAuthentic(WebhookCall call, CarrierAccount account, Uri publicBase) => true;

    public CarrierEvent Read(WebhookCall call) => JsonSerializer.Deserialize<Said>(call.Body)! switch
    {
        { Text: { } text } said => new CarrierEvent.SmsReceived(said.Id, said.From!, said.To!, text, null) { EventId = said.Id },
        var said => new CarrierEvent.DeliveryReported(said.MessageId, said.Id, "delivered", DeliveryState.Delivered, null, false) { EventId = $"{said.Id}:delivered" },
    };

    public string Write(VoiceScript script, string channelKey, Guid callId, Func<string, Uri> at) => throw new NotSupportedException("In the past no call is running.");

    /// <summary>A call as the story makes it.</summary>
    public WebhookCall Says(Said said) => new(said.Text is null ? "sms-status" : "sms", "/past", "application/json", JsonSerializer.Serialize(said), "");

    internal sealed record Said(string Id, Guid? MessageId = null, string? From = null, string? To = null, string? Text = null);
}

/// <summary>The time of the story.</summary>
internal sealed class StoryClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
