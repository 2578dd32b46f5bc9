using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Tells desks what happens in calls and to recordings, and asks them what to do next.</summary>
internal sealed class VoiceCallbacks(Switchboard board, SignedCallbacks signed, OwnAddress address, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, int> _sequence = [];

    public void Listen() => board.Progressed += ReportCall;

    /// <summary>What the desk wants in a call.</summary>
    public Task<CallbackAnswer> AskVoice(Call call, string url, IReadOnlyList<KeyValuePair<string, string>> more) =>
        signed.Ask(call.AccountSid, $"{call.Sid} script", url, [.. About(call), .. more]);

    public void ReportRecording(Call call, Recording recording, XElement verb)
    {
        var word = recording.Status.Wire();
        if (verb.Text("recordingStatusCallback") is not { } url || !verb.Words("recordingStatusCallbackEvent", "completed").Contains(word))
            return;
        signed.Post(recording.AccountSid, recording.Sid, url, [.. About(recording), new("RecordingStatus", word)], call.CallbackFaults, isLast: recording.Status is not RecordingStatus.InProgress);
    }

    public void ReportTranscript(Call call, Recording recording, string url, string text) => signed.Post(recording.AccountSid, recording.Sid, url,
        [
            .. About(recording), new("TranscriptionStatus", text.Length > 0 ? "completed" : "failed"), new("TranscriptionText", text), new("TranscriptionType", "fast"),
            new("From", call.From), new("To", call.To),
        ], call.CallbackFaults, isLast: true);

    public IReadOnlyList<KeyValuePair<string, string>> About(Recording recording)
    {
        List<KeyValuePair<string, string>> fields =
        [
            new("AccountSid", recording.AccountSid), new("CallSid", recording.CallSid), new("RecordingSid", recording.Sid), new("RecordingUrl", address.Of(RecordingResource.Path(recording))),
            new("RecordingDuration", recording.Seconds.ToString(CultureInfo.InvariantCulture)), new("RecordingChannels", recording.Channels.ToString(CultureInfo.InvariantCulture)),
            new("RecordingStartTime", TwilioJson.Date(recording.StartedAt)), new("RecordingSource", recording.Source), new("RecordingTrack", "both"),
        ];
        if (recording.Status is RecordingStatus.Absent)
            fields.Add(new("ErrorCode", "16101"));
        return fields;
    }

    private void ReportCall(Call call)
    {
        if (call.Reports is not { } reports || !reports.Events.Contains(EventOf(call.Status)))
            return;
        List<KeyValuePair<string, string>> fields =
        [
            .. About(call), new("CallbackSource", "call-progress-events"), new("Timestamp", clock.GetUtcNow().UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture)),
            new("SequenceNumber", (_sequence.AddOrUpdate(call.Sid, 0, (_, last) => last + 1)).ToString(CultureInfo.InvariantCulture)),
        ];
        if (call.IsOver)
        {
            fields.Add(new("CallDuration", (call.Seconds ?? 0).ToString(CultureInfo.InvariantCulture)));
            _sequence.TryRemove(call.Sid, out _);
        }

        signed.Post(call.AccountSid, call.Sid, reports.Url, fields, call.CallbackFaults, isLast: call.IsOver);
    }

    private static string EventOf(CallStatus status) => status switch
    {
        CallStatus.Queued => "initiated",
        CallStatus.Ringing => "ringing",
        CallStatus.InProgress => "answered",
        _ => "completed",
    };

    private static List<KeyValuePair<string, string>> About(Call call)
    {
        List<KeyValuePair<string, string>> fields =
        [
            new("CallSid", call.Sid), new("AccountSid", call.AccountSid), new("From", call.From), new("To", call.To), new("Caller", call.From), new("Called", call.To),
            new("CallStatus", call.Status.Wire()), new("Direction", call.Direction.Wire()), new("ApiVersion", TwilioApi.Version),
        ];
        if (call.ParentSid is { } parent)
            fields.Add(new("ParentCallSid", parent));
        return fields;
    }
}
