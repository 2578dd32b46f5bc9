using System.Globalization;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>A message as Twilio's API shows it.</summary>
internal sealed record MessageResource
{
    public required string Body { get; init; }
    public required string NumSegments { get; init; }
    public required string Direction { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string DateUpdated { get; init; }
    public string? Price { get; init; }
    public string? ErrorMessage { get; init; }
    public required string Uri { get; init; }
    public required string AccountSid { get; init; }
    public string NumMedia { get; init; } = "0";
    public required string Status { get; init; }
    public string? MessagingServiceSid { get; init; }
    public required string Sid { get; init; }
    public required string? DateSent { get; init; }
    public required string DateCreated { get; init; }
    public int? ErrorCode { get; init; }
    public string? PriceUnit { get; init; }
    public string ApiVersion { get; init; } = TwilioApi.Version;
    public required IReadOnlyDictionary<string, string> SubresourceUris { get; init; }

    public static MessageResource Of(Message message)
    {
        var uri = $"{TwilioApi.AccountPath(message.AccountSid)}/Messages/{message.Sid}";
        return new MessageResource
        {
            Body = message.Body,
            NumSegments = message.Segments.ToString(CultureInfo.InvariantCulture),
            Direction = message.Direction.Wire(),
            From = message.From,
            To = message.To,
            DateUpdated = TwilioJson.Date(message.UpdatedAt),
            ErrorMessage = message.ErrorCode is { } code ? DeliveryErrors.GetValueOrDefault(code, "Delivery failed") : null,
            Uri = uri + ".json",
            AccountSid = message.AccountSid,
            Status = message.Status.Wire(),
            Sid = message.Sid,
            DateSent = TwilioJson.Date(message.SentAt),
            DateCreated = TwilioJson.Date(message.CreatedAt),
            ErrorCode = message.ErrorCode,
            SubresourceUris = new Dictionary<string, string> { ["media"] = uri + "/Media.json" },
        };
    }

    private static readonly Dictionary<int, string> DeliveryErrors = new()
    {
        [30001] = "Queue overflow",
        [30002] = "Account suspended",
        [30003] = "Unreachable destination handset",
        [30004] = "Message blocked",
        [30005] = "Unknown destination handset",
        [30006] = "Landline or unreachable carrier",
        [30007] = "Message filtered",
        [30008] = "Unknown error",
        [30034] = "Message from an unregistered number",
        [30036] = "Validity period expired",
    };
}
