using System.Globalization;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>The Recordings resource: fetch, list, the sound itself, delete.</summary>
internal static class RecordingsEndpoints
{
    private static readonly string[] Filters = ["CallSid", "DateCreated", "DateCreated<", "DateCreated>", "IncludeSoftDeleted"];

    public static void MapRecordings(this RouteGroupBuilder account)
    {
        account.MapGet("/Recordings.json", (string accountSid, HttpRequest request, Recordings recordings, TimeProvider clock) => List(accountSid, null, request, recordings, clock));
        account.MapGet("/Calls/{callSid}/Recordings.json", List);
        account.MapGet("/Recordings/{file}", Fetch);
        account.MapDelete("/Recordings/{sid}.json", Delete);
    }

    private static IResult List(string accountSid, string? callSid, HttpRequest request, Recordings recordings, TimeProvider clock)
    {
        if (TwilioList.Read(request, Filters, out var list) is { } refused)
            return refused.ToResult();
        var query = request.Query;
        if (!TwilioList.Day(query["DateCreated"], out var on) || !TwilioList.Day(query["DateCreated<"], out var until) || !TwilioList.Day(query["DateCreated>"], out var since))
            return TwilioErrors.InvalidParameter("DateCreated").ToResult();
        var (wanted, deletedToo) = (callSid ?? query["CallSid"].ToString(), query["IncludeSoftDeleted"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase));
        var found = recordings.All.Reverse().Where(r => r.AccountSid == accountSid && (wanted == "" || r.CallSid == wanted) && (!r.IsDeleted || (deletedToo && r.StartedAt > clock.GetUtcNow() - Recording.ToldAfterDeletion))
            && TwilioList.IsWithin(r.StartedAt, on, until, since)).ToList();
        return list.AnswerFrom("recordings", found, r => r.Sid, RecordingResource.Of);
    }

    /// <summary>The resource as .json; the sound as .wav or without an extension, mixed into one channel unless two are asked for. MP3 is not made here.</summary>
    private static IResult Fetch(string accountSid, string file, HttpRequest request, Recordings recordings)
    {
        var (sid, kind) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file));
        if (recordings.Find(sid) is not { } recording || recording.AccountSid != accountSid)
            return TwilioErrors.NotFound(request.Path).ToResult();
        if (kind == ".json")
            return TwilioJson.Result(RecordingResource.Of(recording));
        if (kind is not ("" or ".wav") || recording is not { Status: RecordingStatus.Completed, IsDeleted: false })
            return TwilioErrors.NotFound(request.Path).ToResult();
        var wanted = request.Query["RequestedChannels"].ToString();
        if (wanted is not ("" or "1" or "2"))
            return TwilioErrors.InvalidParameter("RequestedChannels").ToResult();
        if (wanted is "2" && recording.Channels == 1)
            return TwilioErrors.RecordingIsMono.ToResult();
        var channels = wanted is "2" ? 2 : 1;
        return Results.Stream(recording.OpenAudio(channels), "audio/x-wav", enableRangeProcessing: true);
    }

    private static IResult Delete(string accountSid, string sid, HttpRequest request, Recordings recordings) =>
        recordings.Find(sid) is { } recording && recording.AccountSid == accountSid && recordings.Delete(sid) ? Results.NoContent() : TwilioErrors.NotFound(request.Path).ToResult();
}

/// <summary>A recording as Twilio's API shows it.</summary>
internal sealed record RecordingResource
{
    public required string AccountSid { get; init; }
    public string ApiVersion { get; init; } = TwilioApi.Version;
    public required string CallSid { get; init; }
    public string? ConferenceSid { get; init; }
    public required string DateCreated { get; init; }
    public required string DateUpdated { get; init; }
    public required string StartTime { get; init; }
    public required string Duration { get; init; }
    public required string Sid { get; init; }
    public string? Price { get; init; }
    public string PriceUnit { get; init; } = "USD";
    public required string Status { get; init; }
    public required int Channels { get; init; }
    public required string Source { get; init; }
    public int? ErrorCode { get; init; }
    public required string Uri { get; init; }
    public object? EncryptionDetails { get; init; }
    public required IReadOnlyDictionary<string, string> SubresourceUris { get; init; }
    public required string MediaUrl { get; init; }

    public static string Path(Recording recording) => $"{TwilioApi.AccountPath(recording.AccountSid)}/Recordings/{recording.Sid}";

    public static RecordingResource Of(Recording recording) => new()
    {
        AccountSid = recording.AccountSid,
        CallSid = recording.CallSid,
        DateCreated = TwilioJson.Date(recording.StartedAt),
        DateUpdated = TwilioJson.Date(recording.StartedAt),
        StartTime = TwilioJson.Date(recording.StartedAt),
        Duration = recording.Seconds.ToString(CultureInfo.InvariantCulture),
        Sid = recording.Sid,
        Status = recording.Status.Wire(),
        Channels = recording.Channels,
        Source = recording.Source,
        Uri = Path(recording) + ".json",
        SubresourceUris = new Dictionary<string, string> { ["transcriptions"] = Path(recording) + "/Transcriptions.json" },
        MediaUrl = $"https://api.twilio.com{Path(recording)}",
    };
}
