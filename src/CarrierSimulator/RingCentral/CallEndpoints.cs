using System.Globalization;
using EscalationCqrs.CarrierSimulator.Network;
using EscalationCqrs.CarrierSimulator.Twilio;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>RingOut, the call log, and recordings.</summary>
internal static class CallEndpoints
{
    private const int MostDeleted = 100;

    public static void MapRingOut(this RouteGroupBuilder extension)
    {
        extension.MapPost("/ring-out", Place).WithMetadata(new SendsMessage(), new CountsAs(RateGroup.Heavy), new Needs("RingOut"));
        extension.MapGet("/ring-out/{id:long}", Fetch).WithMetadata(new Needs("RingOut"));
        extension.MapDelete("/ring-out/{id:long}", Cancel).WithMetadata(new CountsAs(RateGroup.Heavy), new Needs("RingOut"));
    }

    public static void MapCallLog(this RouteGroupBuilder account)
    {
        account.MapGet("/call-log", List).WithMetadata(new CountsAs(RateGroup.Heavy), new Needs("ReadCallLog"));
        account.MapGet("/recording/{id:long}", FetchRecording).WithMetadata(new CountsAs(RateGroup.Heavy), new Needs("ReadCallRecording"));
        account.MapGet("/recording/{id:long}/content", OpenRecording).WithMetadata(new CountsAs(RateGroup.Heavy), new Needs("ReadCallRecording"));
        account.MapDelete("/call-recordings", DeleteRecordings).WithMetadata(new CountsAs(RateGroup.Heavy), new Needs("EditCallLog"));
    }

    private sealed record RingOutRequest(Party? From, Party? To, Party? CallerId, bool PlayPrompt);

    private sealed record RecordingIds(IReadOnlyList<RecordingId>? Records);

    private sealed record RecordingId(string? Id);

    private static async Task<IResult> Place(HttpRequest request, Account account, Accounts accounts, RingOutConductor conductor, CancellationToken ct)
    {
        var (wanted, broken) = await RingCentralJson.Read<RingOutRequest>(request, ct);
        if (broken is not null)
            return broken.ToResult();
        if (!Numbers.IsE164(wanted!.From?.PhoneNumber))
            return RingCentralErrors.Invalid("from").ToResult();
        if (!Numbers.IsE164(wanted.To?.PhoneNumber))
            return RingCentralErrors.Invalid("to").ToResult();
        if (wanted.CallerId?.PhoneNumber is not { } caller || accounts.Owner(caller)?.AccountSid != account.Sid)
            return RingCentralErrors.Invalid("callerId").ToResult();
        return Answer(request, account, conductor.Place(account.Sid, wanted.From!.PhoneNumber, wanted.To!.PhoneNumber, caller, wanted.PlayPrompt, Troubles.Of(request.HttpContext)));
    }

    private static IResult Fetch(long id, HttpRequest request, Account account, RingOutConductor conductor) =>
        conductor.Find(account.Sid, id) is { } ringOut ? Answer(request, account, ringOut) : RingCentralErrors.NotFound("ringoutId").ToResult();

    /// <summary>Only while nobody has answered.</summary>
    private static IResult Cancel(long id, Account account, RingOutConductor conductor)
    {
        if (conductor.Find(account.Sid, id) is not { } ringOut || ringOut.Agent.Call.Status is not (CallStatus.Queued or CallStatus.Ringing))
            return RingCentralErrors.NotFound("ringoutId").ToResult();
        ringOut.Agent.End(CallStatus.Canceled);
        return Results.NoContent();
    }

    private static IResult Answer(HttpRequest request, Account account, RingOutConductor.RingOut ringOut)
    {
        var id = RingCentralApi.Text(RingCentralApi.Id(ringOut.Agent.Call.Sid));
        var (agent, customer) = (Side(ringOut.Agent.Call.Status), ringOut.Customer is { } line ? Side(line.Call.Status) : "Invalid");
        var whole = customer == "Success" && agent == "Success" ? "Success" : agent is "InProgress" or "Success" ? "InProgress" : customer is "Invalid" or "Finished" ? agent : customer;
        return RingCentralJson.Result(new { Uri = $"{request.Base()}{RingCentralApi.ExtensionPath(account)}/ring-out/{id}", Id = id, Status = new { CallStatus = whole, CallerStatus = agent, CalleeStatus = customer } });
    }

    private static string Side(CallStatus status) => status switch
    {
        CallStatus.Queued or CallStatus.Ringing => "InProgress",
        CallStatus.InProgress => "Success",
        CallStatus.Completed => "Finished",
        CallStatus.Busy => "Busy",
        CallStatus.NoAnswer => "NoAnswer",
        CallStatus.Canceled => "Rejected",
        _ => "GenericError",
    };

    private static IResult List(HttpRequest request, Account account, Switchboard board, Recordings recordings)
    {
        var query = request.Query;
        if (!MessageEndpoints.Moment(query["dateFrom"], out var since) || !MessageEndpoints.Moment(query["dateTo"], out var until))
            return RingCentralErrors.Invalid("dateFrom").ToResult();
        var all = board.Calls().Where(c => c.AccountSid == account.Sid).ToList();
        var found = all.Where(c => c.ParentSid is null && c.IsOver && (since is null || c.CreatedAt >= since) && (until is null || c.CreatedAt <= until)).Reverse()
            .Select(c => View(request, c, all.Where(leg => leg.ParentSid == c.Sid).ToList(), recordings.All.FirstOrDefault(r => r.CallSid == c.Sid && r is { Status: RecordingStatus.Completed, IsDeleted: false })))
            .Where(v => (query["recordingType"].ToString() != "All" || v.Recording is not null) && (query["direction"].ToString() is var direction && (direction == "" || direction == v.Direction))).ToList();
        return RingCentralJson.Result(Pages.Of(request, found, 1, Math.Max(1, found.Count), found.Count, more: false));
    }

    private sealed record LogEntry(string Uri, string Id, string SessionId, string TelephonySessionId, string StartTime, int Duration, string Type, string Direction, string Action, string Result, Party To, Party From,
        object? Recording, IReadOnlyList<object> Legs);

    private static LogEntry View(HttpRequest request, Call call, IReadOnlyList<Call> legs, Recording? recording)
    {
        // The log's ids are not that of the RingOut.
        var id = RingCentralApi.Text(RingCentralApi.Id(call.Sid) ^ 1);
        var media = recording is null ? null : new
        {
            Id = RingCentralApi.Text(RingCentralApi.Id(recording.Sid)), Uri = RecordingPath(request, recording), Type = "Automatic", ContentUri = RecordingPath(request, recording) + "/content",
        };
        if (call.Direction is CallDirection.Inbound)
        {
            return new($"{request.Base()}{RingCentralApi.Root}/account/~/call-log/{id}", id, id, $"s-{id}", RingCentralApi.Time(call.CreatedAt), call.Seconds ?? 0, "Voice", "Inbound", "Phone Call",
                call.StartedAt is null ? "Missed" : "Accepted", new(call.To, "Front desk"), new(call.From), media, []);
        }

        var customer = legs.Count > 0 ? legs[0].To : call.To;
        return new($"{request.Base()}{RingCentralApi.Root}/account/~/call-log/{id}", id, id, $"s-{id}", RingCentralApi.Time(call.CreatedAt), call.Seconds ?? 0, "Voice", "Outbound", "RingOut Web",
            call.StartedAt is null ? "No Answer" : "Call connected", new(customer), new(call.From), media,
            [.. legs.Prepend(call).Select(leg => new { To = new Party(leg.To), From = new Party(leg.From), StartTime = RingCentralApi.Time(leg.CreatedAt), Duration = leg.Seconds ?? 0, LegType = "PstnToSip" })]);
    }

    private static string RecordingPath(HttpRequest request, Recording recording) => $"{request.Base()}{RingCentralApi.Root}/account/{RingCentralApi.Id(recording.AccountSid)}/recording/{RingCentralApi.Id(recording.Sid)}";

    private static IResult FetchRecording(long id, HttpRequest request, Account account, Recordings recordings) => Find(id, account, recordings) is { } recording
        ? RingCentralJson.Result(new
        {
            Uri = RecordingPath(request, recording), Id = RingCentralApi.Text(id), ContentUri = RecordingPath(request, recording) + "/content", ContentType = "audio/wav", Duration = recording.Seconds,
        })
        : RingCentralErrors.NotFound("recordingId").ToResult();

    private static IResult OpenRecording(long id, Account account, Recordings recordings) => Find(id, account, recordings) is { } recording
        ? Results.Stream(recording.OpenAudio(recording.Channels), "audio/wav", enableRangeProcessing: true) : RingCentralErrors.NotFound("recordingId").ToResult();

    private static async Task<IResult> DeleteRecordings(HttpRequest request, Account account, Recordings recordings, CancellationToken ct)
    {
        var (wanted, broken) = await RingCentralJson.Read<RecordingIds>(request, ct);
        if (broken is not null)
            return broken.ToResult();
        if (wanted!.Records is not { Count: >= 1 and <= MostDeleted } records)
            return RingCentralErrors.Invalid("records").ToResult();
        foreach (var record in records)
        {
            if (long.TryParse(record.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Find(id, account, recordings) is { } recording)
                recordings.Delete(recording.Sid);
        }

        return Results.NoContent();
    }

    private static Recording? Find(long id, Account account, Recordings recordings) =>
        recordings.All.FirstOrDefault(r => r.AccountSid == account.Sid && RingCentralApi.Id(r.Sid) == id && r is { Status: RecordingStatus.Completed, IsDeleted: false });
}
