using System.Globalization;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Places calls through Twilio's REST API and fetches what was recorded.</summary>
public sealed partial class TwilioVoice(TwilioApi api, ILogger<TwilioVoice> logger) : ICallCarrier
{
    private const int PageSize = 1000;

    public string Carrier => TwilioModule.Carrier;

    public async Task<SendOutcome> Place(OutboundCall call, CarrierAccount account, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var outcome = await api.Create("Calls",
            [
                new("To", call.To), new("From", call.From), new("Url", call.Script.AbsoluteUri), new("Method", "POST"), new("Timeout", "30"),
                new("StatusCallback", call.StatusCallback.AbsoluteUri), new("StatusCallbackMethod", "POST"),
                new("StatusCallbackEvent", "initiated"), new("StatusCallbackEvent", "ringing"), new("StatusCallbackEvent", "answered"), new("StatusCallbackEvent", "completed"),
            ], account, ct);
        Placed(call.CallId, outcome.GetType().Name);
        return outcome;
    }

    public Task<CarrierCall?> Ask(string carrierCallId, CarrierAccount account, CancellationToken ct) =>
        api.AskOr<CarrierCall?>(null, new HttpRequestMessage(HttpMethod.Get, Call(carrierCallId, account)), account, body =>
        {
            using var document = JsonDocument.Parse(body);
            var seconds = document.RootElement.TryGetProperty("duration", out var text) && int.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : (int?)null;
            return new(TwilioStatus.CallStateOf(document.RootElement.GetProperty("status").GetString()!), seconds);
        }, ct);

    public Task HangUp(string carrierCallId, CarrierAccount account, CancellationToken ct) =>
        api.AskOr("", new HttpRequestMessage(HttpMethod.Post, Call(carrierCallId, account)) { Content = new FormUrlEncodedContent([new("Status", "completed")]) }, account, TwilioJson.ReadSid, ct, absentCode: TwilioErrors.CallIsOver);

    public Task<IReadOnlyList<CarrierRecording>> ListRecordings(PlacedCall call, CarrierAccount account, CancellationToken ct) =>
        api.AskOr<IReadOnlyList<CarrierRecording>>([], new HttpRequestMessage(HttpMethod.Get, $"{TwilioApi.Account(account)}/Calls/{Uri.EscapeDataString(call.CarrierCallId)}/Recordings.json"), account,
            TwilioJson.ReadRecordings, ct);

    public Task<CarrierRecordingPage> ListRecordings(CarrierAccount account, DateTimeOffset since, string? page, CancellationToken ct) =>
        // Twilio filters by day, in UTC, the first one included. Nothing is purged there: it keeps recordings until they are deleted.
        api.Ask(new HttpRequestMessage(HttpMethod.Get, page ?? $"{TwilioApi.Account(account)}/Recordings.json?DateCreated%3E={since.UtcDateTime:yyyy-MM-dd}&PageSize={PageSize}"), account,
            TwilioJson.ReadRecordingPage, ct);

    public Task<RecordingSource> OpenRecording(string carrierRecordingId, string uri, CarrierAccount account, CancellationToken ct) => OpenRecording(carrierRecordingId, uri, null, account, ct);

    public Task<RecordingSource> OpenRecording(string carrierRecordingId, string uri, int? channels, CarrierAccount account, CancellationToken ct) =>
        // Our own address for it, never the one that was sent: the credentials go to the configured host and nowhere else.
        // Two voices are mixed into one unless asked for; of a message, which has one, there are no two to ask for.
        api.Open($"{TwilioApi.Account(account)}/Recordings/{Uri.EscapeDataString(carrierRecordingId)}.wav{(channels == 2 ? "?RequestedChannels=2" : "")}", account, ct);

    public Task DeleteRecording(string carrierRecordingId, CarrierAccount account, CancellationToken ct) =>
        api.AskOr("", new HttpRequestMessage(HttpMethod.Delete, $"{TwilioApi.Account(account)}/Recordings/{Uri.EscapeDataString(carrierRecordingId)}.json"), account, body => body, ct);

    private static string Call(string carrierCallId, CarrierAccount account) => $"{TwilioApi.Account(account)}/Calls/{Uri.EscapeDataString(carrierCallId)}.json";

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId} handed to Twilio: {Outcome}")]
    private partial void Placed(Guid callId, string outcome);
}
