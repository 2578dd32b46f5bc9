using System.Globalization;
using System.Text.Json;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Reads the few members of Twilio's answers that matter here.</summary>
internal static class TwilioJson
{
    private const string MailDate = "ddd, dd MMM yyyy HH:mm:ss zzz";

    /// <summary>Null for anything that is not an object with an id.</summary>
    public static string? TryReadSid(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } answer
                && answer.TryGetProperty("sid", out var sid) && sid is { ValueKind: JsonValueKind.String } && sid.GetString() is { Length: > 0 } id ? id : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string ReadSid(string body) => TryReadSid(body) ?? throw new FormatException("The answer carries no id.");

    /// <summary>How the account stands, and whether it is a trial.</summary>
    public static (string Status, string Type) ReadAccount(string body)
    {
        using var document = JsonDocument.Parse(body);
        return (document.RootElement.GetProperty("status").GetString()!, Text(document.RootElement, "type"));
    }

    /// <summary>Whether a list can be read; what it holds does not matter.</summary>
    public static bool ReadPage(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("page_size", out _) ? true : throw new FormatException("The answer is no list.");
    }

    /// <summary>Null if the account has no such number.</summary>
    public static TwilioCheck.OwnNumber? ReadNumber(string body, string number)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("incoming_phone_numbers").EnumerateArray().Where(n => Text(n, "phone_number") == number)
            .Select(n => new TwilioCheck.OwnNumber(Can(n, "sms"), Can(n, "voice"), Text(n, "sms_url"), Text(n, "sms_method"), Text(n, "voice_url"), Text(n, "voice_method"),
                Text(n, "status_callback"), Text(n, "status_callback_method"),
                new[] { "sms_application_sid", "voice_application_sid", "trunk_sid" }.Select(name => Text(n, name)).FirstOrDefault(sid => sid.Length > 0)))
            .FirstOrDefault();

        static bool Can(JsonElement of, string what) => of.TryGetProperty("capabilities", out var able) && able.TryGetProperty(what, out var can) && can.ValueKind == JsonValueKind.True;
    }

    public static string? ReadNumberSid(string body, string number)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("incoming_phone_numbers").EnumerateArray()
            .Where(n => n.GetProperty("phone_number").GetString() == number)
            .Select(n => n.GetProperty("sid").GetString())
            .FirstOrDefault();
    }

    /// <summary>The outbound messages of one page, and the path of the next, empty at the end.</summary>
    public static (IReadOnlyList<CarrierMessage> Outbound, string NextPage) ReadMessagePage(string body)
    {
        using var document = JsonDocument.Parse(body);
        var outbound = document.RootElement.GetProperty("messages").EnumerateArray()
            .Where(m => Text(m, "direction").StartsWith("outbound", StringComparison.Ordinal))
            .Select(m => new CarrierMessage(
                m.GetProperty("sid").GetString()!, Text(m, "from"), Text(m, "to"), Text(m, "body"), Date(Text(m, "date_created")), Text(m, "status"),
                m.TryGetProperty("error_code", out var error) && error.ValueKind == JsonValueKind.Number ? error.GetRawText() : null,
                TwilioStatus.StateOf(Text(m, "status"))))
            .ToArray();

        return (outbound, NextPage(document.RootElement));
    }

    public static IReadOnlyList<CarrierRecording> ReadRecordings(string body)
    {
        using var document = JsonDocument.Parse(body);
        return Recordings(document.RootElement);
    }

    /// <summary>The recordings of one page, and the path of the next.</summary>
    public static CarrierRecordingPage ReadRecordingPage(string body)
    {
        using var document = JsonDocument.Parse(body);
        return new(Recordings(document.RootElement), NextPage(document.RootElement) is { Length: > 0 } next ? next : null);
    }

    /// <summary>Only ever a path: the credentials must not follow an address to another host. Empty at the end.</summary>
    private static string NextPage(JsonElement list)
    {
        var next = Text(list, "next_page_uri");
        return next.Length == 0 || next[0] == '/' && !next.StartsWith("//", StringComparison.Ordinal) ? next : throw new FormatException("The next page lies elsewhere.");
    }

    private static IReadOnlyList<CarrierRecording> Recordings(JsonElement list) =>
        [.. list.GetProperty("recordings").EnumerateArray().Select(r => new CarrierRecording(
            r.GetProperty("sid").GetString()!, Text(r, "call_sid"), Text(r, "media_url"), TwilioStatus.RecordingStateOf(Text(r, "status")),
            int.TryParse(Text(r, "duration"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
            r.TryGetProperty("channels", out var channels) && channels.ValueKind == JsonValueKind.Number ? channels.GetInt32() : null, Date(Text(r, "date_created"))))];

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static DateTimeOffset Date(string text) =>
        DateTimeOffset.ParseExact(text, MailDate, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
}
