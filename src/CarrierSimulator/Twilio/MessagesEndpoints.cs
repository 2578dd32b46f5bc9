using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>The Messages resource: create, fetch, list, update, delete.</summary>
internal static class MessagesEndpoints
{
    private static readonly string[] Filters = ["To", "From", "DateSent", "DateSent<", "DateSent>"];

    public static void MapMessages(this RouteGroupBuilder account)
    {
        account.MapPost("/Messages.json", Create).WithMetadata(new SendsMessage());
        account.MapGet("/Messages.json", List);
        account.MapGet("/Messages/{sid}.json", Fetch);
        account.MapPost("/Messages/{sid}.json", Update);
        account.MapDelete("/Messages/{sid}.json", Delete);
    }

    private static async Task<IResult> Create(string accountSid, HttpRequest request, SendRules rules, PhoneNetwork network, CancellationToken ct)
    {
        var form = await request.Form(ct);
        if (rules.Refuse(accountSid, form, out var from) is { } refused)
            return refused.ToResult();

        var statusCallback = form["StatusCallback"].ToString() is { Length: > 0 } url ? url : null;
        var faults = request.HttpContext.Features.Get<FaultPlan>()!.Callbacks;
        var message = network.Send(from, form["To"].ToString(), form["Body"].ToString(), statusCallback, faults);
        return TwilioJson.Result(MessageResource.Of(message), StatusCodes.Status201Created);
    }

    private static IResult Fetch(string accountSid, string sid, HttpRequest request, PhoneNetwork network) =>
        Find(network, accountSid, sid) is { } message
            ? TwilioJson.Result(MessageResource.Of(message))
            : TwilioErrors.NotFound(request.Path).ToResult();

    private static IResult List(string accountSid, HttpRequest request, PhoneNetwork network)
    {
        if (TwilioList.Read(request, Filters, out var list) is { } refused)
            return refused.ToResult();

        var (to, from) = (request.Query["To"].ToString(), request.Query["From"].ToString());
        if (!TwilioList.Day(request.Query["DateSent"], out var on) || !TwilioList.Day(request.Query["DateSent<"], out var until) || !TwilioList.Day(request.Query["DateSent>"], out var since))
            return TwilioErrors.InvalidParameter("DateSent").ToResult();

        try
        {
            var (items, more) = network.Messages.Page(list.Cursor, list.PageSize, to != "" ? to : from != "" ? from : null, Matches);
            return list.Answer("messages", [.. items.Select(MessageResource.Of)], more, m => m.Sid);
        }
        catch (KeyNotFoundException)
        {
            return TwilioErrors.InvalidParameter("PageToken").ToResult();
        }

        bool Matches(Message m) => m.AccountSid == accountSid && (to == "" || m.To == to) && (from == "" || m.From == from) && TwilioList.IsWithin(m.SentAt, on, until, since);
    }

    private static async Task<IResult> Update(string accountSid, string sid, HttpRequest request, PhoneNetwork network, CancellationToken ct)
    {
        if (Find(network, accountSid, sid) is not { } message)
            return TwilioErrors.NotFound(request.Path).ToResult();

        var form = await request.Form(ct);
        if (form.TryGetValue("Status", out var status))
        {
            if (status != "canceled")
                return TwilioErrors.InvalidParameter("Status").ToResult();
            return network.Cancel(sid) is { } canceled
                ? TwilioJson.Result(MessageResource.Of(canceled))
                : TwilioErrors.TooLateToCancel.ToResult();
        }

        if (!form.TryGetValue("Body", out var body))
            return TwilioJson.Result(MessageResource.Of(message));
        if (body != "")
            return TwilioErrors.InvalidParameter("Body").ToResult();
        return network.Redact(sid) is { } redacted
            ? TwilioJson.Result(MessageResource.Of(redacted))
            : TwilioErrors.InFlight.ToResult();
    }

    private static IResult Delete(string accountSid, string sid, HttpRequest request, PhoneNetwork network) =>
        Find(network, accountSid, sid) is null ? TwilioErrors.NotFound(request.Path).ToResult()
        : network.Delete(sid) ? Results.NoContent()
        : TwilioErrors.InFlight.ToResult();

    private static Message? Find(PhoneNetwork network, string accountSid, string sid) =>
        network.Messages.Find(sid) is { } message && message.AccountSid == accountSid ? message : null;
}
