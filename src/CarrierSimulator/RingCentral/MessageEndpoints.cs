using System.Globalization;
using EscalationCqrs.CarrierSimulator.Network;
using EscalationCqrs.CarrierSimulator.Twilio;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>Sending SMS, and the message store.</summary>
internal static class MessageEndpoints
{
    private const int LongestText = 1000, DefaultPage = 100, LargestPage = 1000;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromHours(24);

    public static void MapMessages(this RouteGroupBuilder extension)
    {
        extension.MapPost("/sms", Send).WithMetadata(new SendsMessage(), new CountsAs(RateGroup.Medium), new Needs("SMS"));
        extension.MapGet("/message-store", List).WithMetadata(new Needs("ReadMessages"));
        extension.MapGet("/message-store/{messageId:long}", Fetch).WithMetadata(new Needs("ReadMessages"));
        extension.MapGet("/phone-number", ListNumbers).WithMetadata(new Needs("ReadAccounts"));
    }

    private sealed record SmsRequest(Party? From, IReadOnlyList<Party>? To, string? Text);

    private static async Task<IResult> Send(HttpRequest request, Account account, PhoneNetwork network, CancellationToken ct)
    {
        var (sms, broken) = await RingCentralJson.Read<SmsRequest>(request, ct);
        if ((broken ?? Refuse(sms!, account, network, out _)) is { } refused)
            return refused.ToResult();
        Refuse(sms!, account, network, out var from);
        var to = sms!.To![0].PhoneNumber;
        // Who opted out is refused by the network beyond: the message is taken and fails.
        var outcome = network.OptOuts.IsBlocked(from.Number, to) ? new Outcome(MessageStatus.Undelivered, RingCentralErrors.OptedOut) : null;
        var message = network.Send(from, to, sms.Text!, null, Troubles.Of(request.HttpContext), outcome);
        return RingCentralJson.Result(MessageRecords.Of(message, account, request.Base()));
    }

    private static RingCentralError? Refuse(SmsRequest sms, Account account, PhoneNetwork network, out OwnNumber from)
    {
        from = null!;
        if (string.IsNullOrEmpty(sms.From?.PhoneNumber))
            return RingCentralErrors.Empty("from");
        if (sms.To is not [{ PhoneNumber: { Length: > 0 } to }])
            return RingCentralErrors.Empty("to");
        if (string.IsNullOrEmpty(sms.Text))
            return RingCentralErrors.Empty("text");
        if (sms.Text.Length > LongestText)
            return RingCentralErrors.Invalid("text");
        if (network.Accounts.Owner(sms.From.PhoneNumber) is not { NoSms: false } own || own.AccountSid != account.Sid)
            return RingCentralErrors.NotYourNumber;
        from = own;
        return Numbers.IsE164(to) && to != own.Number ? null : RingCentralErrors.Invalid("to.phoneNumber");
    }

    private static IResult Fetch(long messageId, HttpRequest request, Account account, PhoneNetwork network) =>
        network.Messages.Newest(1, filter: m => m.AccountSid == account.Sid && RingCentralApi.Id(m.Sid) == messageId) is [var message]
            ? RingCentralJson.Result(MessageRecords.Of(message, account, request.Base())) : RingCentralErrors.NotFound("messageId").ToResult();

    private static IResult List(HttpRequest request, Account account, PhoneNetwork network, TimeProvider clock)
    {
        var query = request.Query;
        if (!Count(query["perPage"], DefaultPage, LargestPage, out var perPage))
            return RingCentralErrors.Invalid("perPage").ToResult();
        if (!Count(query["page"], 1, int.MaxValue, out var page))
            return RingCentralErrors.Invalid("page").ToResult();
        if (!Moment(query["dateFrom"], out var since) || !Moment(query["dateTo"], out var until))
            return RingCentralErrors.Invalid("dateFrom").ToResult();
        since ??= clock.GetUtcNow() - DefaultSpan;
        var (direction, type, phone) = (query["direction"].ToString(), query["messageType"].ToString(), query["phoneNumber"].ToString());
        var (items, more) = network.Messages.Page(new PageCursor(CursorKind.Offset, Skip: (page - 1) * perPage), perPage, phone == "" ? null : phone, m => type is "" or "SMS"
            && m.AccountSid == account.Sid && (direction == "" || direction == "Inbound" == m.Direction is Direction.Inbound) && m.CreatedAt >= since && (until is null || m.CreatedAt <= until));
        return RingCentralJson.Result(Pages.Of(request, items.Select(m => MessageRecords.Of(m, account, request.Base())), page, perPage, items.Count, more));
    }

    private static IResult ListNumbers(HttpRequest request, Account account, PhoneNetwork network)
    {
        var own = network.Accounts.Numbers.Where(n => n.AccountSid == account.Sid).ToList();
        return RingCentralJson.Result(Pages.Of(request, own.Select(n => new
        {
            Id = RingCentralApi.Id(n.Sid), PhoneNumber = n.Number, Type = "VoiceFax", UsageType = "DirectNumber", PaymentType = "Local", Features = Features(n),
        }), 1, Math.Max(1, own.Count), own.Count, more: false));
    }

    private static string[] Features(OwnNumber number) => [.. number.NoVoice ? (string[])[] : ["CallerId"], .. number.NoSms ? (string[])[] : ["SmsSender"]];

    private static bool Count(string? text, int absent, int most, out int count)
    {
        count = absent;
        return string.IsNullOrEmpty(text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count >= 1 && count <= most);
    }

    internal static bool Moment(string? text, out DateTimeOffset? moment)
    {
        moment = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read))
            return false;
        moment = read;
        return true;
    }
}

/// <summary>One page of a list with its links.</summary>
internal static class Pages
{
    public static object Of<T>(HttpRequest request, IEnumerable<T> records, int page, int perPage, int count, bool more) => new
    {
        Uri = At(request, page),
        Records = records,
        Paging = new { Page = page, PerPage = perPage, PageStart = (page - 1) * perPage, PageEnd = Math.Max(0, ((page - 1) * perPage) + count - 1) },
        Navigation = new { FirstPage = new { Uri = At(request, 1) }, NextPage = more ? new { Uri = At(request, page + 1) } : null, PreviousPage = page > 1 ? new { Uri = At(request, page - 1) } : null },
    };

    private static string At(HttpRequest request, int page) => request.Base() + request.Path
        + QueryString.Create(request.Query.Where(q => q.Key != "page").SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v)).Append(KeyValuePair.Create("page", (string?)RingCentralApi.Text(page))));
}
