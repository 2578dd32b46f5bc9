using System.Globalization;
using System.Text;
using System.Text.Json;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>Writes RingCentral's requests and reads the few members of its answers that matter here.</summary>
internal static class RingCentralJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    // With its length: a body that is only written as it goes is not read by everybody.
    public static HttpContent Content(object body) => new StringContent(JsonSerializer.Serialize(body, Options), Encoding.UTF8, "application/json");

    /// <summary>What a good answer to a send says; null for anything that is not an object with an id.</summary>
    public static SendOutcome? TryReadSent(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } message || Id(message, "id") is not { } id)
                return null;
            // The answer is the message as it stands, and that may be failed already.
            return Text(message, "messageStatus") is "SendingFailed" && Text(message, "deliveryErrorCode") is var code
                ? new SendOutcome.Refused(code.Length > 0 ? code : "SendingFailed", "The carrier could not send the message.", RingCentralErrors.IsOptOut(code)) : new SendOutcome.Accepted(id);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The outbound messages of one page, and whether more follow.</summary>
    public static (IReadOnlyList<CarrierMessage> Messages, bool More) ReadMessages(string body)
    {
        using var document = JsonDocument.Parse(body);
        var messages = document.RootElement.GetProperty("records").EnumerateArray().Where(m => Text(m, "direction") == "Outbound").Select(m =>
        {
            var (status, error) = (Text(m, "messageStatus"), Text(m, "deliveryErrorCode") is { Length: > 0 } code ? code : null);
            return new CarrierMessage(Id(m, "id")!, Text(m.GetProperty("from"), "phoneNumber"), m.GetProperty("to").EnumerateArray().Select(t => Text(t, "phoneNumber")).FirstOrDefault(""),
                Text(m, "subject"), Moment(m, "creationTime"), status, error, RingCentralStatus.StateOf(status), RingCentralErrors.IsOptOut(error));
        }).ToArray();
        return (messages, HasMore(document.RootElement));
    }

    /// <summary>Whether another page of a list follows.</summary>
    public static bool HasMore(JsonElement list) => list.TryGetProperty("navigation", out var links) && links.TryGetProperty("nextPage", out var next) && next.ValueKind == JsonValueKind.Object;

    /// <summary>Whether the extension may text from a number.</summary>
    public static bool HasSender(string body, string number) => ReadFeatures(body, number)?.Contains("SmsSender") == true;

    /// <summary>What a number can; null if it is not among those listed.</summary>
    public static IReadOnlyList<string>? ReadFeatures(string body, string number)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("records").EnumerateArray().Where(n => Text(n, "phoneNumber") == number)
            .Select(n => n.TryGetProperty("features", out var features) ? features.EnumerateArray().Select(f => f.GetString() ?? "").ToArray() : []).FirstOrDefault();
    }

    /// <summary>Whether a list can be read; what it holds does not matter.</summary>
    public static int ReadList(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("records").GetArrayLength();
    }

    /// <summary>An order to report with its state and address.</summary>
    public static (CarrierSubscription Order, string Status, string Address, DateTimeOffset CreatedAt) ReadSubscription(string body)
    {
        using var document = JsonDocument.Parse(body);
        var order = document.RootElement;
        var expires = Moment(order, "expirationTime");
        return (new(Id(order, "id") ?? throw new FormatException("The answer carries no id."), expires), Text(order, "status"), Text(order.GetProperty("deliveryMode"), "address"),
            order.TryGetProperty("creationTime", out _) ? Moment(order, "creationTime") : expires);
    }

    /// <summary>The orders that report to an address.</summary>
    public static IReadOnlyList<string> ReadSubscriptionsTo(string body, string address)
    {
        using var document = JsonDocument.Parse(body);
        return [.. document.RootElement.GetProperty("records").EnumerateArray().Where(o => o.TryGetProperty("deliveryMode", out var mode) && Text(mode, "address") == address)
            .Select(o => Id(o, "id")).OfType<string>()];
    }

    /// <summary>An id, which is a number in answers and text in events.</summary>
    public static string? Id(JsonElement element, string name) => !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => text,
        _ => null,
    };

    public static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static DateTimeOffset Moment(JsonElement element, string name) =>
        DateTimeOffset.Parse(Text(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
}
