namespace EscalationCqrs.Application.Ports;

/// <summary>What a number needs to work, in the order in which it is set up.</summary>
public enum NumberNeed
{
    /// <summary>The carrier lets us in.</summary>
    Credentials,

    /// <summary>The number belongs to the account.</summary>
    Number,

    /// <summary>Texts can be sent, and read back.</summary>
    Sms,

    /// <summary>Calls can be placed.</summary>
    Calls,

    /// <summary>Recordings can be read.</summary>
    Recordings,

    /// <summary>The carrier reports to this desk.</summary>
    Webhooks,

    /// <summary>What is reported to the public address arrives here.</summary>
    PublicAddress,
}

public enum CheckOutcome
{
    Passed,
    Failed,

    /// <summary>Could not be told: what had to be asked did not answer, or something else has to work first.</summary>
    Unknown,
}

/// <summary>Why a check did not pass, or what is to be remarked on one that did.</summary>
public enum CheckReason
{
    /// <summary>The account is on trial: the carrier sends to verified telephones only.</summary>
    Trial,

    /// <summary>Only this machine reaches the public address, which is enough while the carrier runs on it too.</summary>
    LocalOnly,

    WrongCredentials,

    /// <summary>What lets us act for a person of the account is wrong or over.</summary>
    WrongGrant,

    /// <summary>What is kept encrypted can no longer be read.</summary>
    CredentialsUnreadable,

    /// <summary>The carrier has suspended or closed the account.</summary>
    AccountNotActive,

    NotInAccount,
    NoSms,
    NoCalls,

    /// <summary>The application lacks a permission; the detail names it.</summary>
    MissingPermission,

    /// <summary>The person for whom we act lacks a right; the detail names it.</summary>
    MissingRight,

    ReportsNowhere,
    ReportsElsewhere,

    /// <summary>The carrier reports as an application or trunk says, and not as the number does.</summary>
    ReportsByApplication,

    NotOrdered,
    OrderEnded,

    /// <summary>The carrier refused for another reason; the detail has its sentence.</summary>
    Refused,

    CarrierUnreachable,
    CarrierSilent,

    /// <summary>The carrier wants to be left alone; the detail says for how many seconds.</summary>
    CarrierBusy,

    /// <summary>The carrier's answer was a fault, or could not be read.</summary>
    CarrierFaulty,

    /// <summary>Something else has to pass first.</summary>
    NotTried,

    NotHttps,
    NoSuchHost,
    BadCertificate,
    NoConnection,
    NoAnswer,
    Redirected,
    AnotherServer,
}

/// <summary>What came of trying out one need.</summary>
/// <param name="Code">The carrier's code of its refusal, or an HTTP status.</param>
/// <param name="Detail">What the reason speaks of: an address, names of permissions, seconds, the carrier's own sentence.</param>
public sealed record NumberCheck(NumberNeed Need, CheckOutcome Outcome, CheckReason? Reason = null, string? Code = null, string? Detail = null)
{
    public static NumberCheck Passed(NumberNeed need, CheckReason? remark = null) => new(need, CheckOutcome.Passed, remark);

    public static NumberCheck Failed(NumberNeed need, CheckReason reason, string? code = null, string? detail = null) => new(need, CheckOutcome.Failed, reason, code, detail);

    public static NumberCheck Unknown(NumberNeed need, CheckReason reason, string? code = null, string? detail = null) => new(need, CheckOutcome.Unknown, reason, code, detail);

    /// <summary>What stands for all that the carrier would have been asked with credentials that work.</summary>
    public static IEnumerable<NumberCheck> NotTried() =>
        Enum.GetValues<NumberNeed>().Where(n => n is not (NumberNeed.Credentials or NumberNeed.PublicAddress)).Select(n => Unknown(n, CheckReason.NotTried));
}

/// <summary>A number as it is held against what its carrier says.</summary>
/// <param name="Addresses">Where the carrier is to report.</param>
/// <param name="SubscriptionId">The order to report that stood last, where there is one.</param>
public sealed record NumberUnderCheck(string E164, NumberAddresses Addresses, string? SubscriptionId);

/// <summary>Tries out at a carrier what a number needs; sends nothing and changes nothing there. One implementation per carrier.</summary>
public interface ICarrierCheck
{
    string Carrier { get; }

    /// <summary>Whether the carrier is asked on this very machine, as the one of the demo is: it then reaches what only this machine does.</summary>
    bool IsLocal { get; }

    /// <summary>All needs but the public address, in their order, each tried for a few seconds at most. Never throws for what the carrier does.</summary>
    Task<IReadOnlyList<NumberCheck>> Check(NumberUnderCheck number, CarrierAccount account, CancellationToken ct);
}

/// <summary>Calls this installation under its own public address, as a carrier does.</summary>
public interface IPublicProbe
{
    /// <summary>Whether what is posted there arrives at a node of this installation. Nothing but the configured address is ever called.</summary>
    /// <param name="carrierIsLocal">The carrier runs on this machine, so that an address of this machine alone is enough.</param>
    Task<NumberCheck> Try(bool carrierIsLocal, CancellationToken ct);
}
