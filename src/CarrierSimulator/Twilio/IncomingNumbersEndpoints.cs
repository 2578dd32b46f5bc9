using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>The IncomingPhoneNumbers resource: the account's numbers and where their messages are reported.</summary>
internal static class IncomingNumbersEndpoints
{
    private static readonly (string Name, Func<OwnNumber, string?, OwnNumber> Set)[] Addresses =
    [
        ("SmsUrl", (number, url) => number with { SmsUrl = url }), ("VoiceUrl", (number, url) => number with { VoiceUrl = url }),
        ("StatusCallback", (number, url) => number with { VoiceStatusUrl = url }),
    ];

    public static void MapIncomingNumbers(this RouteGroupBuilder account)
    {
        account.MapGet("/IncomingPhoneNumbers.json", List);
        account.MapGet("/IncomingPhoneNumbers/{sid}.json", Fetch);
        account.MapPost("/IncomingPhoneNumbers/{sid}.json", Update);
    }

    private static IResult List(string accountSid, HttpRequest request, PhoneNetwork network)
    {
        if (TwilioList.Read(request, ["PhoneNumber"], out var list) is { } refused)
            return refused.ToResult();

        var wanted = request.Query["PhoneNumber"].ToString();
        var numbers = network.Accounts.Numbers
            .Where(n => n.AccountSid == accountSid && n.Number.Contains(wanted, StringComparison.Ordinal))
            .ToList();
        return list.AnswerFrom("incoming_phone_numbers", numbers, n => n.Sid, IncomingNumberResource.Of);
    }

    private static IResult Fetch(string accountSid, string sid, HttpRequest request, PhoneNetwork network) =>
        Find(network, accountSid, sid) is { } number
            ? TwilioJson.Result(IncomingNumberResource.Of(number))
            : TwilioErrors.NotFound(request.Path).ToResult();

    private static async Task<IResult> Update(string accountSid, string sid, HttpRequest request, PhoneNetwork network, CancellationToken ct)
    {
        if (Find(network, accountSid, sid) is not { } number)
            return TwilioErrors.NotFound(request.Path).ToResult();

        var form = await request.Form(ct);
        foreach (var name in new[] { "SmsMethod", "VoiceMethod", "StatusCallbackMethod" })
        {
            if (form.TryGetValue(name, out var method) && method != "POST")
                return TwilioErrors.MethodInvalid.ToResult();
        }

        foreach (var (name, set) in Addresses)
        {
            if (!form.TryGetValue(name, out var url))
                continue;
            if (url != "" && !TwilioApi.IsWebAddress(url.ToString()))
                return TwilioErrors.UrlInvalid.ToResult();
            number = set(number, url == "" ? null : url.ToString());
        }

        if (form.TryGetValue("FriendlyName", out var friendlyName))
            number = number with { FriendlyName = friendlyName.ToString() };
        network.Connect(number);
        return Fetch(accountSid, sid, request, network);
    }

    private static OwnNumber? Find(PhoneNetwork network, string accountSid, string sid) =>
        network.Accounts.Numbers.FirstOrDefault(n => n.AccountSid == accountSid && n.Sid == sid);
}

/// <summary>A number as Twilio's API shows it.</summary>
internal sealed record IncomingNumberResource
{
    public required string Sid { get; init; }
    public required string AccountSid { get; init; }
    public required string FriendlyName { get; init; }
    public required string PhoneNumber { get; init; }
    public required string SmsUrl { get; init; }
    public string SmsMethod { get; init; } = "POST";
    public string SmsFallbackUrl { get; init; } = "";
    public string SmsFallbackMethod { get; init; } = "POST";
    public string SmsApplicationSid { get; init; } = "";
    public required string VoiceUrl { get; init; }
    public string VoiceMethod { get; init; } = "POST";
    public string VoiceFallbackUrl { get; init; } = "";
    public string VoiceFallbackMethod { get; init; } = "POST";
    public string VoiceApplicationSid { get; init; } = "";
    public bool VoiceCallerIdLookup { get; init; }
    public required string StatusCallback { get; init; }
    public string StatusCallbackMethod { get; init; } = "POST";
    public string? TrunkSid { get; init; }
    public string AddressRequirements { get; init; } = "none";
    public string? AddressSid { get; init; }
    public string? IdentitySid { get; init; }
    public string? BundleSid { get; init; }
    public string EmergencyStatus { get; init; } = "Inactive";
    public string? EmergencyAddressSid { get; init; }
    public string EmergencyAddressStatus { get; init; } = "unregistered";
    public string Origin { get; init; } = "twilio";
    public bool Beta { get; init; }
    public string Status { get; init; } = "in-use";
    public string ApiVersion { get; init; } = TwilioApi.Version;
    public required IReadOnlyDictionary<string, bool> Capabilities { get; init; }

    public required string DateCreated { get; init; }
    public required string DateUpdated { get; init; }
    public required string Uri { get; init; }

    public static IncomingNumberResource Of(OwnNumber number) => new()
    {
        Sid = number.Sid,
        AccountSid = number.AccountSid,
        FriendlyName = number.FriendlyName,
        PhoneNumber = number.Number,
        SmsUrl = number.SmsUrl ?? "",
        VoiceUrl = number.VoiceUrl ?? "",
        StatusCallback = number.VoiceStatusUrl ?? "",
        Capabilities = new Dictionary<string, bool> { ["voice"] = !number.NoVoice, ["sms"] = !number.NoSms, ["mms"] = false, ["fax"] = false },
        DateCreated = TwilioJson.Date(number.CreatedAt),
        DateUpdated = TwilioJson.Date(number.UpdatedAt),
        Uri = $"{TwilioApi.AccountPath(number.AccountSid)}/IncomingPhoneNumbers/{number.Sid}.json",
    };
}
