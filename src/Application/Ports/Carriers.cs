using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Application.Ports;

/// <summary>Credentials of one account at a carrier, decrypted for the moment of use. Never logged.</summary>
/// <param name="AccountId">The carrier's name for the account.</param>
/// <param name="Secret">Password or token that signs calls in both directions.</param>
/// <param name="Grant">Lets us act for a person of the account, where the carrier wants that.</param>
public sealed record CarrierAccount(string AccountId, string Secret, string? Grant = null)
{
    public override string ToString() => $"CarrierAccount {{ AccountId = {AccountId} }}";
}

/// <summary>One SMS to be handed to a carrier.</summary>
/// <param name="MessageId">Our own id; travels in the status callback's address, so that the carrier's answer finds the message even if ours was lost.</param>
/// <param name="From">Our number, E.164.</param>
/// <param name="To">The customer's number, E.164.</param>
/// <param name="Text">The text as the customer will read it.</param>
/// <param name="StatusCallback">Absolute address for delivery reports.</param>
public sealed record OutboundSms(Guid MessageId, string From, string To, string Text, Uri StatusCallback);

/// <summary>What is known after handing a message over. Exactly one of the nested cases.</summary>
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>The carrier has it and gave it an id.</summary>
    public sealed record Accepted(string CarrierMessageId) : SendOutcome;

    /// <summary>The carrier refused it for good; sending again cannot help.</summary>
    /// <param name="Code">The carrier's error code, as text.</param>
    /// <param name="Message">The carrier's sentence, without personal data.</param>
    /// <param name="OptedOut">The recipient has opted out at the carrier: our consent record must follow.</param>
    public sealed record Refused(string Code, string Message, bool OptedOut = false) : SendOutcome;

    /// <summary>Known not to have been processed (throttled, or the connection never stood): safe to try again.</summary>
    public sealed record NotSent(string Reason, TimeSpan? RetryAfter = null) : SendOutcome;

    /// <summary>Bytes may have reached the carrier, the answer is missing or unusable: must be settled, never blindly repeated.</summary>
    public sealed record Uncertain(string Reason) : SendOutcome;

    /// <summary>The account itself is refused (wrong credentials, suspended): nothing on this number can be sent until someone acts.</summary>
    public sealed record AccountRefused(string Code, string Message) : SendOutcome;
}

/// <summary>A message as the carrier lists it; used to settle uncertain ones.</summary>
/// <param name="Status">The carrier's own word.</param>
/// <param name="State">The delivery state that the word stands for, null for words without one.</param>
/// <param name="OptedOut">It failed because the recipient wants none: our consent record must follow.</param>
public sealed record CarrierMessage(string CarrierMessageId, string From, string To, string Text, DateTimeOffset CreatedAt, string Status, string? ErrorCode, DeliveryState? State = null,
    bool OptedOut = false);

/// <summary>Where a carrier reports what comes to a number. Absolute.</summary>
/// <param name="VoiceStatus">How customers' calls end.</param>
public sealed record NumberAddresses(Uri InboundSms, Uri InboundVoice, Uri VoiceStatus);

/// <summary>A page of what customers texted, or of their calls, each as the carrier's own call would have told of it.</summary>
/// <param name="NextPage">What to ask for next, in the carrier's words; null at the end.</param>
public sealed record ReceivedPage(IReadOnlyList<WebhookCall> Calls, string? NextPage);

/// <summary>An order to report that ends by itself.</summary>
public sealed record CarrierSubscription(string Id, DateTimeOffset ExpiresAt);

/// <summary>Hands messages to a carrier and reads back what it has. One implementation per carrier.</summary>
public interface IMessageCarrier
{
    /// <summary>The name that numbers carry, for example <c>twilio</c>.</summary>
    string Carrier { get; }

    /// <summary>Whether an account is not used without a grant.</summary>
    bool WantsGrant => false;

    /// <summary>Messages a second that a new number may send.</summary>
    double RatePerSecond => Number.DefaultRatePerSecond;

    /// <summary>The longest text that it takes, in UTF-16 units.</summary>
    int MaxCharacters => Message.MaxSmsLength;

    /// <summary>Tries exactly once; never throws for what the carrier does, only for cancellation before anything was sent.</summary>
    Task<SendOutcome> Send(OutboundSms sms, CarrierAccount account, CancellationToken ct);

    /// <summary>Outbound messages from one number created since a moment, newest first, all pages.</summary>
    /// <param name="to">To this number only; null for all.</param>
    /// <exception cref="CarrierUnavailable">The carrier cannot be asked now.</exception>
    Task<IReadOnlyList<CarrierMessage>> ListSent(CarrierAccount account, string from, string? to, DateTimeOffset since, CancellationToken ct);

    /// <summary>One page of what customers texted to a number within a span; nothing where the carrier's reports are not ordered, and so cannot have been missed for want of an order.</summary>
    /// <exception cref="CarrierUnavailable">The carrier cannot be asked now.</exception>
    Task<ReceivedPage> ListReceived(CarrierAccount account, string number, DateTimeOffset since, DateTimeOffset until, string? page, CancellationToken ct) => Task.FromResult(new ReceivedPage([], null));

    /// <summary>Has the carrier report what happens to a number. What is already so stays so; an order that ends by itself is prolonged, one that has failed is made anew.</summary>
    /// <param name="subscriptionId">The order that stood last, if there was one.</param>
    /// <returns>Null where the carrier goes on until told otherwise.</returns>
    /// <exception cref="CarrierUnavailable">The carrier cannot be reached, or refuses.</exception>
    Task<CarrierSubscription?> ConnectNumber(CarrierAccount account, string number, NumberAddresses addresses, string? subscriptionId, CancellationToken ct);
}

/// <summary>Why a carrier did not do what it was asked.</summary>
public enum CarrierTrouble
{
    /// <summary>No connection came about.</summary>
    Unreachable,

    /// <summary>It did not answer in time.</summary>
    Silent,

    /// <summary>It wants to be left alone for a while.</summary>
    Busy,

    /// <summary>It understood, and will not.</summary>
    Refused,

    /// <summary>It failed itself, or its answer cannot be read.</summary>
    Faulty,
}

/// <summary>The carrier cannot be asked now; the sentence is fit for the user.</summary>
public sealed class CarrierUnavailable(string message, Exception? inner = null) : Exception(message, inner)
{
    public CarrierTrouble Trouble { get; init; } = CarrierTrouble.Refused;

    /// <summary>The carrier's own code, or the HTTP status where it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>The carrier's own sentence, without personal data.</summary>
    public string? Said { get; init; }

    /// <summary>How long it wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>A carrier's call to us, raw as received.</summary>
/// <param name="Kind">Last segment of the route: <c>sms</c>, <c>sms-status</c>, …</param>
/// <param name="PathAndQuery">Raw path and query, not decoded.</param>
/// <param name="ContentType">Media type of the body.</param>
/// <param name="Body">The raw body; carriers send UTF-8 text.</param>
/// <param name="Signature">Value of the carrier's signature header, empty if absent.</param>
public sealed record WebhookCall(string Kind, string PathAndQuery, string ContentType, string Body, string Signature);

/// <summary>What a webhook said, in our words.</summary>
public abstract record CarrierEvent
{
    private CarrierEvent() { }

    /// <summary>Unique per event at the carrier; the same event twice carries the same id.</summary>
    public required string EventId { get; init; }

    /// <summary>The order by which the carrier says so; null where it needs none, and where we asked.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>A customer wrote an SMS to one of our numbers.</summary>
    /// <param name="OptOutType">STOP, START or HELP where the carrier itself recognised the word.</param>
    public sealed record SmsReceived(string CarrierMessageId, string From, string To, string Text, string? OptOutType) : CarrierEvent;

    /// <summary>The carrier reports how a message fares.</summary>
    /// <param name="MessageId">Our id from the callback's address, if it was there.</param>
    /// <param name="Status">The carrier's own word; unknown words are kept, not refused.</param>
    /// <param name="State">The delivery state that the word stands for, null for words without one.</param>
    public sealed record DeliveryReported(Guid? MessageId, string CarrierMessageId, string Status, DeliveryState? State, string? ErrorCode, bool OptedOut) : CarrierEvent;

    /// <summary>The carrier reports how one leg of a call fares.</summary>
    /// <param name="CallId">Our id from the callback's address; null on the number's own address, to which customers' calls are reported.</param>
    /// <param name="CarrierCallId">The carrier's id of this leg.</param>
    /// <param name="From">The calling telephone as the carrier wrote it.</param>
    /// <param name="Status">Null for words that we do not know.</param>
    /// <param name="Seconds">How long the leg was up, once it is over.</param>
    public sealed record CallReported(Guid? CallId, CallLeg Leg, string CarrierCallId, string From, CarrierCallStatus? Status, int? Seconds, string? ErrorCode) : CarrierEvent;

    /// <summary>The carrier reports on the recording of a call.</summary>
    /// <param name="State">Null for words that we do not know.</param>
    /// <param name="IsMessage">The customer left it; otherwise it is of a conversation.</param>
    public sealed record RecordingReported(Guid CallId, string CarrierRecordingId, string Uri, CarrierRecordingState? State, int? Seconds, int? Channels, bool IsMessage, string? ErrorCode) : CarrierEvent;

    /// <summary>The carrier has written down what a customer said.</summary>
    public sealed record Transcribed(Guid CallId, string CarrierRecordingId, string Text) : CarrierEvent;

    /// <summary>The carrier asks what to do in a running call.</summary>
    /// <param name="From">The calling telephone as the carrier wrote it.</param>
    /// <param name="Digits">The keys that were pressed.</param>
    /// <param name="DialStatus">What came of calling the other side, where that is over.</param>
    public sealed record VoiceAsked(VoicePlace Place, string CarrierCallId, string From, string? Digits, CarrierCallStatus? DialStatus, int? DialSeconds) : CarrierEvent;

    /// <summary>A customer called and the carrier's own call handling took the call; it is over.</summary>
    /// <param name="From">The calling telephone as the carrier wrote it.</param>
    /// <param name="Seconds">How long it took.</param>
    /// <param name="AnsweredBy">Who answered, as the carrier names them; null where nobody did or it does not say.</param>
    public sealed record CustomerCalled(string CarrierCallId, string From, CallOutcome Outcome, int Seconds, string? AnsweredBy) : CarrierEvent;

    /// <summary>Something about our messages has changed; the carrier does not say what, and is to be asked.</summary>
    public sealed record MessagesChanged : CarrierEvent;

    /// <summary>Something about calls of the account has changed; the carrier is to be asked about those that are open here.</summary>
    /// <param name="RecordingEnded">A recording has ended, and will be found soon.</param>
    public sealed record CallsChanged(bool RecordingEnded) : CarrierEvent;

    /// <summary>Authentic, but nothing that we act on.</summary>
    public sealed record Other(string What) : CarrierEvent;
}

/// <summary>Verifies and reads a carrier's webhooks. One implementation per carrier.</summary>
public interface ICarrierWebhook
{
    string Carrier { get; }

    /// <summary>Path of a number's webhook, for example <c>/api/v1/webhooks/twilio/{key}/sms</c>.</summary>
    string PathOf(string channelKey, string kind) => $"/api/v1/webhooks/{Carrier}/{channelKey}/{kind}";

    /// <summary>Path, with query, on which the carrier reports how one message fares.</summary>
    string StatusPathOf(string channelKey, Guid messageId) => $"{PathOf(channelKey, "sms-status")}?m={messageId}";

    /// <summary>Path, with query, at which the carrier asks what to do in a call.</summary>
    string VoicePathOf(string channelKey, VoicePlace place) => PathOf(channelKey, "voice")
        + (place.CallId is { } call ? $"?c={call}&s={Word(place.Step)}" : "") + (place.AgentId is { } agent ? $"&a={agent}" : "") + (place.Stage is { } stage ? $"&g={Word(stage)}" : "");

    /// <summary>Path, with query, on which the carrier reports how a leg of a call fares.</summary>
    string VoiceStatusPathOf(string channelKey, Guid callId, CallLeg leg) => $"{PathOf(channelKey, "voice-status")}?c={callId}&l={Word(leg)}";

    /// <summary>Path, with query, on which the carrier reports on the recording of a call.</summary>
    string RecordingPathOf(string channelKey, Guid callId) => $"{PathOf(channelKey, "recording-status")}?c={callId}";

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Whether the carrier itself made the call, judged over the raw address and body under our configured public address.</summary>
    bool IsAuthentic(WebhookCall call, CarrierAccount account, Uri publicBase);

    /// <summary>Translates an authentic call.</summary>
    /// <exception cref="FormatException">The body lacks what the carrier always sends.</exception>
    CarrierEvent Read(WebhookCall call);

    /// <summary>What the carrier is to do in a call, in its own language.</summary>
    /// <param name="at">Makes a path of ours absolute.</param>
    string Write(VoiceScript script, string channelKey, Guid callId, Func<string, Uri> at);
}
