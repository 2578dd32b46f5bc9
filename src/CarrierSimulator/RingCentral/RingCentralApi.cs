using System.Globalization;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>Names that RingCentral's API uses everywhere.</summary>
internal static class RingCentralApi
{
    public const string Root = "/restapi/v1.0";

    // Thirteen hexadecimal digits fit into the whole numbers that JavaScript reads exactly.
    private const int IdDigits = 13;

    /// <summary>The number that stands for one of the network's ids.</summary>
    public static long Id(string sid) => long.Parse(sid.AsSpan(2, IdDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static string Wire(this MessageStatus status) => status switch
    {
        MessageStatus.Queued or MessageStatus.Sending => "Queued",
        MessageStatus.Sent => "Sent",
        MessageStatus.Delivered => "Delivered",
        MessageStatus.Undelivered => "DeliveryFailed",
        MessageStatus.Failed or MessageStatus.Canceled => "SendingFailed",
        MessageStatus.Received => "Received",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>The network's codes are Twilio's; these say the same here.</summary>
    public static string DeliveryError(int code) => code switch
    {
        RingCentralErrors.OptedOut => "SMS-CAR-413",
        30003 => "SMS-UP-500",
        30004 => "SMS-CAR-411",
        30005 or 30006 => "SMS-UP-410",
        30007 => "SMS-CAR-430",
        _ => "SMS-CAR-199",
    };

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Where this server is reached, as links in answers say it.</summary>
    public static string Base(this HttpRequest request) => $"{request.Scheme}://{request.Host}";

    public static string ExtensionPath(Account account) => $"{Root}/account/{Id(account.Sid)}/extension/{Id(account.Sid)}";
}
