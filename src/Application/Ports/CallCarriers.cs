using EscalationCqrs.Domain.Calls;

namespace EscalationCqrs.Application.Ports;

/// <summary>How a carrier sees one leg of a call.</summary>
public enum CarrierCallStatus { Queued, Ringing, InProgress, Completed, Busy, NoAnswer, Failed, Canceled }

public enum CarrierRecordingState { InProgress, Completed, Absent }

/// <summary>Where in a call the carrier asks us.</summary>
public enum VoiceStep
{
    /// <summary>The agent has picked up.</summary>
    Agent,

    /// <summary>The agent has pressed a key.</summary>
    Ready,

    /// <summary>The customer has picked up and hears something before the two are connected.</summary>
    Notice,

    /// <summary>Calling the other side, or talking, is over.</summary>
    Done,

    /// <summary>A customer calls.</summary>
    Incoming,

    /// <summary>The customer has chosen from the menu, or has not.</summary>
    Menu,

    /// <summary>An agent's telephone was answered for a customer's call.</summary>
    Offer,

    /// <summary>That agent has pressed a key.</summary>
    Taken,

    /// <summary>The customer has left a message.</summary>
    Left,
}

/// <summary>What an address of ours says about the question that comes to it.</summary>
/// <param name="CallId">Null while we do not know the call: a customer's first question.</param>
/// <param name="AgentId">Who was asked to take a customer's call.</param>
/// <param name="Stage">Whom a customer's call looked for.</param>
public sealed record VoicePlace(VoiceStep Step, Guid? CallId = null, Guid? AgentId = null, CallStage? Stage = null);

/// <summary>A telephone that may take a customer's call.</summary>
public sealed record VoiceOffer(Guid AgentId, string Phone);

/// <summary>A call to be placed: the agent's telephone rings first.</summary>
/// <param name="From">Our number, E.164.</param>
/// <param name="To">The agent's telephone, E.164.</param>
/// <param name="Script">Absolute address at which the carrier asks what to do once the agent picks up.</param>
/// <param name="StatusCallback">Absolute address for reports on the agent's leg.</param>
/// <param name="Customer">Whom the agent wants to speak to, E.164; for carriers that ask for no script.</param>
public sealed record OutboundCall(Guid CallId, string From, string To, Uri Script, Uri StatusCallback, string Customer);

/// <summary>A call that a carrier has, with what it can be found by besides its id.</summary>
/// <param name="From">Our number, E.164.</param>
/// <param name="Agent">The agent's telephone, E.164.</param>
/// <param name="Customer">E.164.</param>
public sealed record PlacedCall(string CarrierCallId, string From, string? Agent, string Customer, DateTimeOffset CreatedAt)
{
    public override string ToString() => $"PlacedCall {{ CarrierCallId = {CarrierCallId} }}";
}

/// <summary>How a call stands at the carrier.</summary>
/// <param name="Status">Of the leg that the carrier calls the parent; null for words that we do not know.</param>
/// <param name="Seconds">How long that leg was up, once it is over.</param>
/// <param name="Customer">Of the customer's leg, where the carrier tells of both at once.</param>
public sealed record CarrierCall(CarrierCallStatus? Status, int? Seconds, CarrierCallStatus? Customer = null);

/// <summary>What a carrier is to do next in a call. One of the nested cases.</summary>
public abstract record VoiceScript
{
    private VoiceScript() { }

    /// <summary>Waits for one key and goes on with <paramref name="Next"/>; hangs up if none comes, so that nobody's voicemail is connected.</summary>
    public sealed record AskForKey(string Text, string Locale, VoicePlace Next) : VoiceScript;

    /// <summary>Waits for one key and goes on with <paramref name="Next"/>, also if none comes.</summary>
    public sealed record Menu(string Text, string Locale, VoicePlace Next) : VoiceScript;

    /// <summary>Rings agents at once; who presses the key they are asked for at <see cref="VoiceStep.Offer"/> talks to the caller. Afterwards goes on with <paramref name="Next"/>.</summary>
    /// <param name="Text">What the caller hears meanwhile.</param>
    /// <param name="From">Our number, which the agents see.</param>
    public sealed record RingAgents(string Text, string Locale, string From, IReadOnlyList<VoiceOffer> Agents, int Seconds, bool Records, VoicePlace Next) : VoiceScript;

    /// <summary>Takes a message, which is written down where the carrier can.</summary>
    public sealed record TakeMessage(string Text, string Locale, VoicePlace Next) : VoiceScript;

    /// <summary>Calls the customer, who first hears <see cref="VoiceStep.Notice"/>; records both, if so wanted, from the moment that they can talk.</summary>
    /// <param name="Text">What the agent hears meanwhile.</param>
    public sealed record Connect(string Text, string Locale, string From, string To, bool Records) : VoiceScript;

    /// <summary>Says something and goes on as the call stands.</summary>
    public sealed record Say(string Text, string Locale) : VoiceScript;

    /// <param name="Text">Null to end without a word.</param>
    public sealed record HangUp(string? Text, string Locale) : VoiceScript;
}

/// <summary>Places calls and answers for them. One implementation per carrier.</summary>
public interface ICallCarrier
{
    string Carrier { get; }

    /// <summary>Tries exactly once; never throws for what the carrier does, only for cancellation before anything was sent.</summary>
    Task<SendOutcome> Place(OutboundCall call, CarrierAccount account, CancellationToken ct);

    /// <summary>Whether the carrier reports each step of a call; if not, it is asked every few seconds.</summary>
    bool Reports => true;

    /// <summary>How a call stands now; null if the carrier does not know it.</summary>
    /// <exception cref="CarrierUnavailable">The carrier cannot be asked now.</exception>
    Task<CarrierCall?> Ask(string carrierCallId, CarrierAccount account, CancellationToken ct);

    /// <summary>Ends a call. One that is over already is fine.</summary>
    /// <exception cref="CarrierUnavailable">The carrier cannot be asked now.</exception>
    Task HangUp(string carrierCallId, CarrierAccount account, CancellationToken ct);

    /// <summary>One page of customers' calls to a number that began within a span and are over; nothing where the carrier asks us what to do with each.</summary>
    /// <exception cref="CarrierUnavailable">The carrier cannot be asked now.</exception>
    Task<ReceivedPage> ListReceived(CarrierAccount account, string number, DateTimeOffset since, DateTimeOffset until, string? page, CancellationToken ct) => Task.FromResult(new ReceivedPage([], null));

    /// <summary>What was recorded of a call, for when the carrier does not say so by itself; newest first.</summary>
    /// <exception cref="CarrierUnavailable">The carrier cannot be asked now.</exception>
    Task<IReadOnlyList<CarrierRecording>> ListRecordings(PlacedCall call, CarrierAccount account, CancellationToken ct);

    /// <summary>One page of an account's recordings made since a moment, or since the beginning of its day; newest first.</summary>
    /// <param name="page">What the page before named as the next; null for the first.</param>
    /// <exception cref="CarrierUnavailable">The carrier cannot be asked now.</exception>
    Task<CarrierRecordingPage> ListRecordings(CarrierAccount account, DateTimeOffset since, string? page, CancellationToken ct);

    /// <summary>Opens the audio of a recording; the caller disposes it.</summary>
    /// <param name="uri">As the carrier named it; only followed on the carrier's own hosts.</param>
    /// <exception cref="CarrierUnavailable">The carrier cannot be asked now, or has no such file yet.</exception>
    Task<RecordingSource> OpenRecording(string carrierRecordingId, string uri, CarrierAccount account, CancellationToken ct);

    /// <summary>As the other one, for carriers that must be told how many channels are wanted.</summary>
    /// <param name="channels">As announced; null if they were not.</param>
    Task<RecordingSource> OpenRecording(string carrierRecordingId, string uri, int? channels, CarrierAccount account, CancellationToken ct) => OpenRecording(carrierRecordingId, uri, account, ct);

    /// <summary>Deletes the carrier's copy. One that is gone already counts as deleted.</summary>
    /// <exception cref="CarrierUnavailable">The carrier cannot be asked now.</exception>
    Task DeleteRecording(string carrierRecordingId, CarrierAccount account, CancellationToken ct);
}

/// <summary>A recording as the carrier lists it.</summary>
/// <param name="PurgedAt">When the carrier deletes it by itself; null if it keeps it until it is told to.</param>
public sealed record CarrierRecording(string Id, string CarrierCallId, string Uri, CarrierRecordingState? State, int? Seconds, int? Channels, DateTimeOffset CreatedAt, DateTimeOffset? PurgedAt = null);

/// <param name="Next">Null at the end.</param>
public sealed record CarrierRecordingPage(IReadOnlyList<CarrierRecording> Items, string? Next);

/// <param name="Length">As announced; null if it was not.</param>
public sealed record RecordingSource(Stream Audio, long? Length, string? ContentType) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Audio.DisposeAsync();
}
