using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Names that Twilio's API uses everywhere.</summary>
internal static class TwilioApi
{
    public const string Version = "2010-04-01";

    public static string AccountPath(string accountSid) => $"/{Version}/Accounts/{accountSid}";

    public static string Wire(this MessageStatus status) => status switch
    {
        MessageStatus.Queued => "queued",
        MessageStatus.Sending => "sending",
        MessageStatus.Sent => "sent",
        MessageStatus.Delivered => "delivered",
        MessageStatus.Undelivered => "undelivered",
        MessageStatus.Failed => "failed",
        MessageStatus.Canceled => "canceled",
        MessageStatus.Received => "received",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public static string Wire(this Direction direction) => direction switch
    {
        Direction.Inbound => "inbound",
        Direction.OutboundApi => "outbound-api",
        Direction.OutboundReply => "outbound-reply",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, null),
    };

    public static string Wire(this CallStatus status) => status switch
    {
        CallStatus.Queued => "queued",
        CallStatus.Ringing => "ringing",
        CallStatus.InProgress => "in-progress",
        CallStatus.Completed => "completed",
        CallStatus.Busy => "busy",
        CallStatus.NoAnswer => "no-answer",
        CallStatus.Failed => "failed",
        CallStatus.Canceled => "canceled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public static string Wire(this CallDirection direction) => direction switch
    {
        CallDirection.Inbound => "inbound",
        CallDirection.OutboundApi => "outbound-api",
        CallDirection.OutboundDial => "outbound-dial",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, null),
    };

    public static string Wire(this RecordingStatus status) => status switch
    {
        RecordingStatus.InProgress => "in-progress",
        RecordingStatus.Completed => "completed",
        RecordingStatus.Absent => "absent",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>The form of a request; empty if it carries none, as Twilio then misses the parameters one by one.</summary>
    public static async Task<IFormCollection> Form(this HttpRequest request, CancellationToken ct) =>
        request.HasFormContentType ? await request.ReadFormAsync(ct) : FormCollection.Empty;

    public static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
}
