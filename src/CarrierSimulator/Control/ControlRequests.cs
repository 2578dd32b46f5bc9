using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Control;

/// <summary>A customer writes to a desk's number.</summary>
internal sealed record InboundSmsRequest
{
    private const int LongestBody = 1600;

    public string? From { get; init; }
    public string? To { get; init; }
    public string? Body { get; init; }

    public IResult? Problem(Accounts accounts) => new Objections()
        .Unless(Numbers.IsE164(From), "from", "The customer's number in international form, for example +14155550123.")
        .Unless(Numbers.IsE164(To), "to", "A number of an account in international form.")
        .Unless(!Numbers.IsE164(To) || accounts.Owner(To!) is not null, "to", "No account owns this number.")
        .Unless(From is null || accounts.Owner(From) is null, "from", "This number belongs to an account; a customer's is needed.")
        .Unless(!string.IsNullOrEmpty(Body), "body", "A message has a text.")
        .Unless(Body is null || Body.Length <= LongestBody, "body", $"At most {LongestBody} characters.")
        .Problem();
}

/// <summary>A customer calls a desk's number.</summary>
internal sealed record InboundCallRequest
{
    public string? From { get; init; }
    public string? To { get; init; }

    public IResult? Problem(Accounts accounts) => new Objections()
        .Unless(Numbers.IsE164(From), "from", "The customer's number in international form, for example +14155550123.")
        .Unless(Numbers.IsE164(To), "to", "A number of an account in international form.")
        .Unless(!Numbers.IsE164(To) || accounts.Owner(To!) is not null, "to", "No account owns this number.")
        .Unless(From is null || accounts.Owner(From) is null, "from", "This number belongs to an account; a customer's is needed.")
        .Problem();
}

/// <summary>Calls that happened before.</summary>
internal sealed record PastCallsRequest
{
    private const int Most = 2000, Longest = 4 * 3600;

    public string? From { get; init; }
    public string? To { get; init; }
    public int Seconds { get; init; } = 60;
    public int Count { get; init; } = 1;

    public IResult? Problem(Accounts accounts) => new Objections()
        .Unless(From is not null && accounts.Owner(From) is not null, "from", "A number of an account in international form.")
        .Unless(Numbers.IsE164(To), "to", "A number in international form.")
        .Unless(Seconds is >= 1 and <= Longest, "seconds", $"From 1 to {Longest}.")
        .Unless(Count is >= 1 and <= Most, "count", $"From 1 to {Most}.")
        .Problem();
}

/// <summary>Keys pressed during a call.</summary>
internal sealed record KeysRequest
{
    private const int Most = 20;

    public string? Digits { get; init; }

    public IResult? Problem() => new Objections().Unless(Digits is { Length: >= 1 and <= Most } && Digits.All("0123456789*#".Contains), "digits", $"1 to {Most} of 0-9, * and #.").Problem();
}

/// <summary>Words spoken during a call.</summary>
internal sealed record SpeechRequest
{
    private const int Longest = 1000;

    public string? Text { get; init; }

    public IResult? Problem() => new Objections().Unless(!string.IsNullOrWhiteSpace(Text) && Text.Length <= Longest, "text", $"What is said, at most {Longest} characters.").Problem();
}

/// <summary>Chooses what becomes of messages to a number.</summary>
internal sealed record OutcomeRequest
{
    public string? To { get; init; }
    public MessageStatus? Status { get; init; }
    public int? ErrorCode { get; init; }

    public IResult? Problem()
    {
        var fails = Status is MessageStatus.Failed or MessageStatus.Undelivered;
        return new Objections()
            .Unless(Numbers.IsE164(To), "to", "A number in international form, for example +14155550123.")
            .Unless(fails || Status is MessageStatus.Sent or MessageStatus.Delivered, "status", "One of delivered, sent, undelivered, failed.")
            .Unless(!fails || ErrorCode is >= 10000 and <= 99999, "errorCode", "A failure has a code of five digits, for example 30003.")
            .Unless(fails || ErrorCode is null, "errorCode", "Only undelivered and failed carry a code.")
            .Problem();
    }
}

/// <summary>Opens an account, or replaces one and adds numbers to it.</summary>
internal sealed record AccountRequest
{
    public string? Sid { get; init; }
    public string? AuthToken { get; init; }
    public string? FriendlyName { get; init; }
    public bool AdvancedOptOut { get; init; }
    public IReadOnlyList<string>? Numbers { get; init; }

    /// <summary>active, suspended or closed.</summary>
    public string Status { get; init; } = "active";

    public bool IsTrial { get; init; }

    /// <summary>Lets the account be used as RingCentral.</summary>
    public AppCredentials? App { get; init; }

    public IResult? Problem(Accounts accounts)
    {
        var objections = new Objections()
            .Unless(Sid is null || IsSid(Sid), "sid", "AC and 32 hexadecimal digits; leave it out to get one.")
            .Unless(AuthToken is { Length: >= 16 and <= 128 }, "authToken", "16 to 128 characters.")
            .Unless(Status is "active" or "suspended" or "closed", "status", "One of active, suspended, closed.")
            .Unless(FriendlyName is null or { Length: <= 64 }, "friendlyName", "At most 64 characters.")
            .Unless(App is null or { ClientId.Length: > 0, ClientSecret.Length: > 0, Jwt.Length: > 0 }, "app", "A client id, its secret and a JWT.")
            .Unless(App is null || accounts.OfApp(App.ClientId) is not { } taken || taken.Sid == Sid, "app", "The client id belongs to another account.");
        foreach (var number in Numbers ?? [])
        {
            objections
                .Unless(Network.Numbers.IsE164(number), "numbers", "Each number in international form, for example +14155550100.")
                .Unless(number is null || accounts.Owner(number) is not { } own || own.AccountSid == Sid, "numbers", "A number belongs to another account.");
        }

        return objections.Problem();
    }

    private static bool IsSid(string sid) =>
        sid.Length == 34 && sid.StartsWith("AC", StringComparison.Ordinal) && sid[2..].All(char.IsAsciiHexDigit);
}

/// <summary>Says what a number of an account can.</summary>
internal sealed record NumberRequest
{
    public string? Number { get; init; }
    public bool Sms { get; init; } = true;
    public bool Voice { get; init; } = true;

    public IResult? Problem(Accounts accounts) => new Objections().Unless(Number is not null && accounts.Owner(Number) is not null, "number", "No account owns this number.").Problem();
}

/// <summary>Empties the network.</summary>
internal sealed record ResetRequest
{
    /// <summary>Also forget accounts, numbers and their webhooks.</summary>
    public bool Accounts { get; init; }
}
