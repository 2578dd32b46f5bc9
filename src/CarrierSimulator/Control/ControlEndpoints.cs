using EscalationCqrs.CarrierSimulator.Network;
using EscalationCqrs.CarrierSimulator.RingCentral;
using EscalationCqrs.CarrierSimulator.Twilio;

namespace EscalationCqrs.CarrierSimulator.Control;

/// <summary>The simulator's own endpoints, for tests, the page and the curious.</summary>
internal static class ControlEndpoints
{
    private const int MostMessages = 1000;

    public static void MapControl(this WebApplication app)
    {
        var control = app.MapGroup("/simulator").AddEndpointFilter(RefuseForeignPages);
        control.MapGet("/health", Health);
        control.MapGet("/messages", ListMessages);
        control.MapPost("/inbound-sms", ReceiveSms);
        control.MapGet("/calls", ListCalls);
        control.MapPost("/inbound-call", ReceiveCall);
        control.MapPost("/past-calls", AddPastCalls);
        control.MapPost("/calls/{sid}/answer", (string sid, Switchboard board) => Act(board, sid, line => line.Answer()));
        control.MapPost("/calls/{sid}/hangup", (string sid, Switchboard board) => Act(board, sid, line => line.HangUp()));
        control.MapPost("/calls/{sid}/press", Press);
        control.MapPost("/calls/{sid}/say", Say);
        control.MapGet("/numbers", (Accounts accounts) => Results.Ok(new { items = accounts.Numbers }));
        control.MapPost("/numbers", ChangeNumber);
        control.MapPost("/accounts", OpenAccount);
        control.MapGet("/outcomes", ListOutcomes);
        control.MapPost("/outcomes", ChooseOutcome);
        control.MapGet("/faults", (Faults faults) => faults.Plan);
        control.MapPost("/faults", PlanFaults);
        control.MapPost("/ringcentral/end-sessions", (Sessions sessions) => Done(sessions.Clear));
        control.MapPost("/ringcentral/blacklist", (Subscriptions subscriptions) => Done(subscriptions.BlacklistAll));
        control.MapPost("/reset", Reset);
        control.MapGet("/events", EventStream.Open);
    }

    private static IResult Health(PhoneNetwork network, Timetable timetable, CallbackQueue callbacks, TwilioConductor conductor, RingOutConductor ringOuts, RingInConductor ringIns) => Results.Ok(new
    {
        status = "ok",
        messages = network.Messages.Count,
        pendingSteps = timetable.Pending,
        runningCalls = conductor.Running + ringOuts.Running + ringIns.Running,
        pendingCallbacks = callbacks.Pending,
    });

    private static IResult ListMessages(PhoneNetwork network, string? to, string? from, int? limit)
    {
        if (new Objections().Unless(limit is null or (>= 1 and <= MostMessages), "limit", $"From 1 to {MostMessages}.").Problem() is { } problem)
            return problem;

        var items = network.Messages.Newest(
            limit ?? MostMessages,
            to ?? from,
            m => (to is null || m.To == to) && (from is null || m.From == from));
        items.Reverse();
        return Results.Ok(new { items = items.Select(MessageView.Of) });
    }

    private static async Task<IResult> ReceiveSms(HttpRequest request, PhoneNetwork network, Faults faults, CancellationToken ct)
    {
        var (sms, broken) = await ControlJson.Read<InboundSmsRequest>(request, ct);
        if ((broken ?? sms.Problem(network.Accounts)) is { } problem)
            return problem;

        var message = network.Receive(sms.From!, network.Accounts.Owner(sms.To!)!, sms.Body!, faults.TakeForInbound());
        return Results.Json(MessageView.Of(message), statusCode: StatusCodes.Status201Created);
    }

    private static IResult ListCalls(Switchboard board, string? phone, int? limit) =>
        new Objections().Unless(limit is null or (>= 1 and <= MostMessages), "limit", $"From 1 to {MostMessages}.").Problem()
        ?? Results.Ok(new { items = board.Newest(limit ?? MostMessages, phone).Select(CallView.Of) });

    /// <summary>An account that can be used as RingCentral's has its own telephones ring; any other asks the desk what to do.</summary>
    private static async Task<IResult> ReceiveCall(HttpRequest request, PhoneNetwork network, TwilioConductor conductor, RingInConductor ringIns, Faults faults, CancellationToken ct)
    {
        var (call, broken) = await ControlJson.Read<InboundCallRequest>(request, ct);
        if ((broken ?? call.Problem(network.Accounts)) is { } problem)
            return problem;
        var to = network.Accounts.Owner(call.To!)!;
        var received = network.Accounts.Find(to.AccountSid) is { App: not null } ? ringIns.Receive(call.From!, to, faults.TakeForInbound()) : conductor.Receive(call.From!, to, faults.TakeForInbound());
        return Results.Json(CallView.Of(received), statusCode: StatusCodes.Status201Created);
    }

    /// <summary>Calls that happened before, with their recordings: what a carrier has of a desk that was away.</summary>
    private static async Task<IResult> AddPastCalls(HttpRequest request, Accounts accounts, Switchboard board, Recordings recordings, TimeProvider clock, CancellationToken ct)
    {
        var (past, broken) = await ControlJson.Read<PastCallsRequest>(request, ct);
        if ((broken ?? past.Problem(accounts)) is { } problem)
            return problem;
        var owner = accounts.Owner(past.From!)!;
        var made = new List<object>();
        for (var i = 0; i < past.Count; i++)
        {
            var call = board.AddPast(owner.AccountSid, past.From!, past.To!, past.Seconds);
            var recording = recordings.Finish(recordings.Begin(owner.AccountSid, call.Sid, 2, "DialVerb", clock.GetUtcNow() - TimeSpan.FromSeconds(past.Seconds)), past.Seconds);
            made.Add(new { callSid = call.Sid, recordingSid = recording.Sid });
        }

        return Results.Json(new { items = made }, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> Press(string sid, HttpRequest request, Switchboard board, CancellationToken ct)
    {
        var (keys, broken) = await ControlJson.Read<KeysRequest>(request, ct);
        return broken ?? keys.Problem() ?? Act(board, sid, line => line.Press(keys.Digits!));
    }

    private static async Task<IResult> Say(string sid, HttpRequest request, Switchboard board, CancellationToken ct)
    {
        var (said, broken) = await ControlJson.Read<SpeechRequest>(request, ct);
        return broken ?? said.Problem() ?? Act(board, sid, line => line.Say(said.Text!));
    }

    /// <summary>What a person does with a telephone that rings or talks.</summary>
    private static IResult Act(Switchboard board, string sid, Func<Line, bool> act) =>
        board.Find(sid) is not { } line ? Results.Problem("There is no such call.", statusCode: StatusCodes.Status404NotFound)
        : act(line) ? Results.Ok(CallView.Of(line.Call))
        : Results.Problem($"This cannot be done with a call that is {line.Call.Status.Wire()}.", statusCode: StatusCodes.Status409Conflict);

    private static async Task<IResult> ChangeNumber(HttpRequest request, PhoneNetwork network, CancellationToken ct)
    {
        var (wanted, broken) = await ControlJson.Read<NumberRequest>(request, ct);
        if ((broken ?? wanted.Problem(network.Accounts)) is { } problem)
            return problem;
        network.Connect(network.Accounts.Owner(wanted.Number!)! with { NoSms = !wanted.Sms, NoVoice = !wanted.Voice });
        return Results.NoContent();
    }

    private static async Task<IResult> OpenAccount(HttpRequest request, PhoneNetwork network, CancellationToken ct)
    {
        var (wanted, broken) = await ControlJson.Read<AccountRequest>(request, ct);
        if ((broken ?? wanted.Problem(network.Accounts)) is { } problem)
            return problem;

        var account = network.Open(wanted.Sid, wanted.AuthToken!, wanted.FriendlyName, wanted.AdvancedOptOut, wanted.Numbers ?? [], wanted.App, wanted.Status, wanted.IsTrial);
        return Results.Json(
            new { account.Sid, account.FriendlyName, account.AdvancedOptOut, numbers = network.Accounts.Numbers.Where(n => n.AccountSid == account.Sid) },
            statusCode: StatusCodes.Status201Created);
    }

    private static IResult ListOutcomes(PhoneNetwork network) =>
        Results.Ok(new { bySuffix = Outcomes.BySuffix, callsBySuffix = Switchboard.BySuffix, chosen = network.Outcomes.Chosen });

    private static async Task<IResult> ChooseOutcome(HttpRequest request, PhoneNetwork network, CancellationToken ct)
    {
        var (wanted, broken) = await ControlJson.Read<OutcomeRequest>(request, ct);
        if ((broken ?? wanted.Problem()) is { } problem)
            return problem;

        network.Outcomes.Choose(wanted.To!, new Outcome(wanted.Status!.Value, wanted.ErrorCode));
        return Results.NoContent();
    }

    private static async Task<IResult> PlanFaults(HttpRequest request, Faults faults, CancellationToken ct)
    {
        var (plan, broken) = await ControlJson.Read<FaultPlan>(request, ct);
        var answers = new[] { plan.Status is not null, plan.Timeout, plan.AcceptThenTimeout, plan.Garbage }.Count(isAsked => isAsked);
        var problem = broken ?? new Objections()
            .Unless(plan.Status is null or (>= 400 and <= 599), "status", "An HTTP status from 400 to 599.")
            .Unless(plan.DelayMs is null or (>= 0 and <= 120_000), "delayMs", "From 0 to 120000 milliseconds.")
            .Unless(plan.Count is null or >= 1, "count", "At least 1, or leave it out to go on until changed.")
            .Unless(answers <= 1, "status", "Choose one of status, timeout, acceptThenTimeout and garbage.")
            .Problem();
        if (problem is not null)
            return problem;

        faults.Replace(plan);
        return Results.Ok(plan);
    }

    private static async Task<IResult> Reset(HttpRequest request, PhoneNetwork network, Switchboard board, Recordings recordings, Faults faults, Sessions sessions, RateLimits limits, Subscriptions subscriptions, CancellationToken ct)
    {
        var (wanted, broken) = await ControlJson.Read<ResetRequest>(request, ct);
        if (broken is not null)
            return broken;

        board.Clear();
        recordings.Clear();
        network.Reset(accountsToo: wanted.Accounts);
        faults.Replace(FaultPlan.None);
        limits.Clear();
        if (wanted.Accounts)
        {
            sessions.Clear();
            subscriptions.Clear();
        }

        return Results.NoContent();
    }

    private static IResult Done(Action act)
    {
        act();
        return Results.NoContent();
    }

    /// <summary>Browsers say where a request comes from: a page of another site has no business here.</summary>
    private static async ValueTask<object?> RefuseForeignPages(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers["Sec-Fetch-Site"] == "cross-site"
            ? Results.Problem("The simulator serves its own page only.", statusCode: StatusCodes.Status403Forbidden)
            : await next(context);
}
