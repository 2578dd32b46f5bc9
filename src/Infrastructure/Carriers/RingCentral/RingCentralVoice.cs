using System.Globalization;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>
/// Rings agent and customer by RingOut, and finds what the account recorded in the call log: a RingOut has no script, no reports of its own and no option to record, and its id is not the one
/// under which the call is logged.
/// </summary>
public sealed partial class RingCentralVoice(RingCentralApi api, IOptions<RingCentralOptions> options, ILogger<RingCentralVoice> logger) : ICallCarrier
{
    private const int PageSize = 250;

    private const string Log = RingCentralWebhook.CallLog;

    private const string RingOut = $"{RingCentralApi.Extension}/ring-out";

    /// <summary>How far the log's time of a call may be from ours.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1), After = TimeSpan.FromMinutes(5);

    public string Carrier => RingCentralModule.Carrier;

    public bool Reports => false;

    public async Task<SendOutcome> Place(OutboundCall call, CarrierAccount account, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        // The prompt asks the agent for a key, so that nobody's voicemail is connected to the customer.
        var outcome = await api.Create(RingOut, new { from = new { phoneNumber = call.To }, to = new { phoneNumber = call.Customer }, callerId = new { phoneNumber = call.From }, playPrompt = true },
            RateGroup.Heavy, account, RingCentralJson.TryReadSent, ct);
        Placed(call.CallId, outcome.GetType().Name);
        return outcome;
    }

    /// <summary>RingCentral forgets a RingOut soon after its end.</summary>
    public async Task<CarrierCall?> Ask(string carrierCallId, CarrierAccount account, CancellationToken ct) =>
        await api.AskOr(() => new CarrierCall(CarrierCallStatus.Completed, null), HttpMethod.Get, Path(carrierCallId), null, RateGroup.Light, account, ReadStatus, ct);

    public async Task HangUp(string carrierCallId, CarrierAccount account, CancellationToken ct)
    {
        if (await Ask(carrierCallId, account, ct) is { Status: CarrierCallStatus.InProgress })
            throw new CarrierUnavailable("RingCentral ends a call only until it is answered. Put down your telephone.");
        await api.AskOr(() => 0, HttpMethod.Delete, Path(carrierCallId), null, RateGroup.Heavy, account, _ => 0, ct);
    }

    /// <summary>By the call log: reports of sessions tell of each party alone, and the log of the call as a whole.</summary>
    public async Task<ReceivedPage> ListReceived(CarrierAccount account, string number, DateTimeOffset since, DateTimeOffset until, string? page, CancellationToken ct)
    {
        var current = page is null ? 1 : int.Parse(page, CultureInfo.InvariantCulture);
        var (calls, more) = await api.Ask(HttpMethod.Get, $"{Log}?view=Detailed&type=Voice&direction=Inbound&perPage={PageSize}&page={current}&dateFrom={Moment(since)}&dateTo={Moment(until)}", null,
            RateGroup.Heavy, account, body => RingCentralWebhook.ReadCalls(body, number), ct);
        return new(calls, more ? (current + 1).ToString(CultureInfo.InvariantCulture) : null);
    }

    public Task<IReadOnlyList<CarrierRecording>> ListRecordings(PlacedCall call, CarrierAccount account, CancellationToken ct) =>
        api.Ask(HttpMethod.Get, $"/restapi/v1.0/account/~/call-log?view=Detailed&recordingType=All&perPage={PageSize}&dateFrom={Moment(call.CreatedAt - Before)}&dateTo={Moment(call.CreatedAt + After)}", null,
            RateGroup.Heavy, account, body => ReadRecordings(body, call), ct);

    /// <summary>The log bears its own ids, not those of our calls: what was never connected with a call here stands for itself.</summary>
    public async Task<CarrierRecordingPage> ListRecordings(CarrierAccount account, DateTimeOffset since, string? page, CancellationToken ct)
    {
        var number = page is null ? 1 : int.Parse(page, CultureInfo.InvariantCulture);
        var (items, more) = await api.Ask(HttpMethod.Get, $"/restapi/v1.0/account/~/call-log?view=Detailed&recordingType=All&perPage={PageSize}&page={number}&dateFrom={Moment(since)}", null,
            RateGroup.Heavy, account, ReadPage, ct);
        return new(items, more ? (number + 1).ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>By the recording's own address on the host for media, which alone gets the token: never the one that was sent.</summary>
    public Task<RecordingSource> OpenRecording(string carrierRecordingId, string uri, CarrierAccount account, CancellationToken ct) =>
        api.Open($"{options.Value.MediaAddress.GetLeftPart(UriPartial.Authority)}/restapi/v1.0/account/~/recording/{Uri.EscapeDataString(carrierRecordingId)}/content", account, ct);

    public Task DeleteRecording(string carrierRecordingId, CarrierAccount account, CancellationToken ct) =>
        api.AskOr(() => 0, HttpMethod.Delete, "/restapi/v1.0/account/~/call-recordings", new { records = new[] { new { id = carrierRecordingId } } }, RateGroup.Heavy, account, _ => 0, ct);

    private static string Path(string carrierCallId) => $"{RingOut}/{Uri.EscapeDataString(carrierCallId)}";

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static CarrierCall ReadStatus(string body)
    {
        using var document = JsonDocument.Parse(body);
        var status = document.RootElement.GetProperty("status");
        var (call, caller, callee) = (RingCentralJson.Text(status, "callStatus"), RingCentralJson.Text(status, "callerStatus"), RingCentralJson.Text(status, "calleeStatus"));
        var agent = call == "Finished" ? CarrierCallStatus.Completed : RingCentralStatus.LegOf(caller);
        // The customer's leg says something only once the agent is on the line.
        var customer = caller is "Success" or "Finished" ? RingCentralStatus.LegOf(callee) : null;
        return new(agent, null, customer is CarrierCallStatus.Completed ? null : customer);
    }

    private IReadOnlyList<CarrierRecording> ReadRecordings(string body, PlacedCall call)
    {
        using var document = JsonDocument.Parse(body);
        return
        [
            .. from record in document.RootElement.GetProperty("records").EnumerateArray()
               where IsOf(record, call)
               from recording in Read(record, call.CarrierCallId)
               select recording,
        ];
    }

    private (IReadOnlyList<CarrierRecording> Items, bool More) ReadPage(string body)
    {
        using var document = JsonDocument.Parse(body);
        var more = RingCentralJson.HasMore(document.RootElement);
        return ([.. from record in document.RootElement.GetProperty("records").EnumerateArray() from recording in Read(record, RingCentralJson.Text(record, "telephonySessionId")) select recording], more);
    }

    private IEnumerable<CarrierRecording> Read(JsonElement record, string callId) =>
        from recording in Recordings(record)
        let id = RingCentralJson.Id(recording, "id")
        where id is not null
        let started = RingCentralJson.Moment(record, "startTime")
        select new CarrierRecording(id, callId, RingCentralJson.Text(recording, "contentUri"), CarrierRecordingState.Completed,
            record.TryGetProperty("duration", out var seconds) && seconds.TryGetInt32(out var count) ? count : null, null, started, started.AddDays(options.Value.RecordingDays));

    /// <summary>The log has no id of ours: the customer's number and the time must do, on the call itself or on one of its legs.</summary>
    private static bool IsOf(JsonElement record, PlacedCall call) => Legs(record).Any(leg => Phone(leg, "to") == call.Customer)
        && (call.Agent is null || Legs(record).Any(leg => Phone(leg, "to") == call.Agent || Phone(leg, "from") == call.Agent || Phone(leg, "from") == call.From));

    private static IEnumerable<JsonElement> Legs(JsonElement record) =>
        record.TryGetProperty("legs", out var legs) && legs.ValueKind == JsonValueKind.Array ? legs.EnumerateArray().Prepend(record) : [record];

    private static IEnumerable<JsonElement> Recordings(JsonElement record) =>
        Legs(record).Where(l => l.TryGetProperty("recording", out var r) && r.ValueKind == JsonValueKind.Object).Select(l => l.GetProperty("recording"))
            .DistinctBy(r => RingCentralJson.Id(r, "id"));

    private static string Phone(JsonElement leg, string side) => leg.TryGetProperty(side, out var party) ? RingCentralJson.Text(party, "phoneNumber") : "";

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId} handed to RingCentral: {Outcome}")]
    private partial void Placed(Guid callId, string outcome);
}
