using System.Globalization;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>The Calls resource: create, fetch, list, end or redirect, delete.</summary>
internal static class CallsEndpoints
{
    private const int DefaultTimeout = 60;
    private static readonly string[] Filters = ["To", "From", "Status", "ParentCallSid", "StartTime", "StartTime<", "StartTime>"];

    public static void MapCalls(this RouteGroupBuilder account)
    {
        account.MapPost("/Calls.json", Create).WithMetadata(new SendsMessage());
        account.MapGet("/Calls.json", List);
        account.MapGet("/Calls/{sid}.json", Fetch);
        account.MapPost("/Calls/{sid}.json", Update);
        account.MapDelete("/Calls/{sid}.json", Delete);
    }

    private static async Task<IResult> Create(string accountSid, HttpRequest request, CallRules rules, TwilioConductor conductor, CancellationToken ct)
    {
        var form = await request.Form(ct);
        if (rules.Refuse(accountSid, form, out var from) is { } refused)
            return refused.ToResult();
        var events = form["StatusCallbackEvent"].SelectMany(e => e!.Split(' ', StringSplitOptions.RemoveEmptyEntries)).DefaultIfEmpty("completed").ToList();
        var reports = form["StatusCallback"].ToString() is { Length: > 0 } callback ? new CallReports(callback, events) : null;
        var timeout = int.TryParse(form["Timeout"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : DefaultTimeout;
        var call = conductor.Place(from, form["To"].ToString(), form["Url"].ToString() is { Length: > 0 } url ? url : null, form["Twiml"].ToString(), timeout, reports,
            request.HttpContext.Features.Get<FaultPlan>()!.Callbacks);
        return TwilioJson.Result(CallResource.Of(call), StatusCodes.Status201Created);
    }

    private static IResult Fetch(string accountSid, string sid, HttpRequest request, Switchboard board) =>
        Find(board, accountSid, sid) is { } line ? TwilioJson.Result(CallResource.Of(line.Call)) : TwilioErrors.NotFound(request.Path).ToResult();

    private static IResult List(string accountSid, HttpRequest request, Switchboard board)
    {
        if (TwilioList.Read(request, Filters, out var list) is { } refused)
            return refused.ToResult();
        var query = request.Query;
        if (!TwilioList.Day(query["StartTime"], out var on) || !TwilioList.Day(query["StartTime<"], out var until) || !TwilioList.Day(query["StartTime>"], out var since))
            return TwilioErrors.InvalidParameter("StartTime").ToResult();
        bool Is(string name, string value) => query[name].ToString() is var wanted && (wanted == "" || wanted == value);
        var found = board.Calls().Reverse().Where(c => c.AccountSid == accountSid && Is("To", c.To) && Is("From", c.From) && Is("Status", c.Status.Wire()) && Is("ParentCallSid", c.ParentSid ?? "-")
            && TwilioList.IsWithin(c.StartedAt, on, until, since)).ToList();
        return list.AnswerFrom("calls", found, c => c.Sid, CallResource.Of);
    }

    private static async Task<IResult> Update(string accountSid, string sid, HttpRequest request, Switchboard board, TwilioConductor conductor, CancellationToken ct)
    {
        if (Find(board, accountSid, sid) is not { } line)
            return TwilioErrors.NotFound(request.Path).ToResult();
        var form = await request.Form(ct);
        if (form["Url"].ToString() is { Length: > 0 } url)
        {
            if (!TwilioApi.IsWebAddress(url))
                return TwilioErrors.CallUrlInvalid.ToResult();
            return conductor.Redirect(sid, url) ? TwilioJson.Result(CallResource.Of(line.Call)) : TwilioErrors.CallNotInProgress.ToResult();
        }

        CallStatus? asked = form["Status"].ToString() switch { "completed" => CallStatus.Completed, "canceled" => CallStatus.Canceled, _ => null };
        if (asked is not { } status)
            return TwilioErrors.InvalidParameter("Status").ToResult();
        // "completed" ends a call however far it is; "canceled" only one that is not answered. One that is over stays as it ended.
        if (!line.Call.IsOver && (status is CallStatus.Completed || line.Call.Status is not CallStatus.InProgress))
            line.End(line.Call.Status is CallStatus.InProgress ? CallStatus.Completed : CallStatus.Canceled);
        return TwilioJson.Result(CallResource.Of(line.Call));
    }

    private static IResult Delete(string accountSid, string sid, HttpRequest request, Switchboard board) =>
        Find(board, accountSid, sid) is null ? TwilioErrors.NotFound(request.Path).ToResult()
        : board.Forget(sid) ? Results.NoContent()
        : TwilioErrors.CallStillRuns.ToResult();

    private static Line? Find(Switchboard board, string accountSid, string sid) => board.Find(sid) is { } line && line.Call.AccountSid == accountSid ? line : null;
}

/// <summary>A call as Twilio's API shows it.</summary>
internal sealed record CallResource
{
    public required string Sid { get; init; }
    public required string DateCreated { get; init; }
    public required string DateUpdated { get; init; }
    public string? ParentCallSid { get; init; }
    public required string AccountSid { get; init; }
    public required string To { get; init; }
    public required string ToFormatted { get; init; }
    public required string From { get; init; }
    public required string FromFormatted { get; init; }
    public string? PhoneNumberSid { get; init; }
    public required string Status { get; init; }
    public string? StartTime { get; init; }
    public string? EndTime { get; init; }
    public string? Duration { get; init; }
    public string? Price { get; init; }
    public string PriceUnit { get; init; } = "USD";
    public required string Direction { get; init; }
    public string? AnsweredBy { get; init; }
    public string ApiVersion { get; init; } = TwilioApi.Version;
    public string? ForwardedFrom { get; init; }
    public string? GroupSid { get; init; }
    public string? CallerName { get; init; }
    public string QueueTime { get; init; } = "0";
    public string? TrunkSid { get; init; }
    public required string Uri { get; init; }
    public required IReadOnlyDictionary<string, string> SubresourceUris { get; init; }

    public static CallResource Of(Call call)
    {
        var path = $"{TwilioApi.AccountPath(call.AccountSid)}/Calls/{call.Sid}";
        return new()
        {
            Sid = call.Sid,
            DateCreated = TwilioJson.Date(call.CreatedAt),
            DateUpdated = TwilioJson.Date(call.EndedAt ?? call.StartedAt ?? call.CreatedAt),
            ParentCallSid = call.ParentSid,
            AccountSid = call.AccountSid,
            To = call.To,
            ToFormatted = call.To,
            From = call.From,
            FromFormatted = call.From,
            Status = call.Status.Wire(),
            StartTime = TwilioJson.Date(call.StartedAt),
            EndTime = TwilioJson.Date(call.EndedAt),
            Duration = call.Seconds?.ToString(CultureInfo.InvariantCulture),
            Direction = call.Direction.Wire(),
            Uri = path + ".json",
            SubresourceUris = new Dictionary<string, string> { ["recordings"] = path + "/Recordings.json" },
        };
    }
}
