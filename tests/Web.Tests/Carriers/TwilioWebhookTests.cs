using System.Text.Json;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Infrastructure.Carriers.Twilio;

namespace EscalationCqrs.Web.Tests.Carriers;

public sealed class TwilioWebhookTests
{
    private const string Key = "/api/v1/webhooks/twilio/key";

    private static readonly JsonElement[] Vectors = Read();
    private readonly TwilioWebhook _webhook = new();

    public static TheoryData<string> Cases => new(Vectors.Select(v => v.GetProperty("id").GetString()!));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_vector_is_judged_as_by_the_official_helper(string id)
    {
        var vector = Vectors.Single(v => v.GetProperty("id").GetString() == id);
        var url = vector.GetProperty("url").GetString()!;
        var path = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        var call = new WebhookCall(
            "sms", url[path..], vector.GetProperty("contentType").GetString() ?? "", vector.GetProperty("body").GetString()!, vector.GetProperty("signature").GetString()!);

        Assert.Equal(vector.GetProperty("valid").GetBoolean(), _webhook.IsAuthentic(call, Account(vector), new Uri(url[..path])));
    }

    [Fact]
    public void All_33_vectors_are_there() => Assert.Equal(33, Vectors.Length);

    [Fact]
    public void Behind_any_proxy_the_configured_address_decides()
    {
        var proxied = Vectors.Where(v => v.TryGetProperty("proxy", out _)).ToArray();

        Assert.Equal(3, proxied.Length);
        Assert.All(proxied, vector =>
        {
            var proxy = vector.GetProperty("proxy");
            var call = new WebhookCall(
                "sms", proxy.GetProperty("pathAndQuery").GetString()!, vector.GetProperty("contentType").GetString()!, vector.GetProperty("body").GetString()!,
                vector.GetProperty("signature").GetString()!);
            Assert.True(_webhook.IsAuthentic(call, Account(vector), new Uri(proxy.GetProperty("publicBaseUrl").GetString()!)));
        });
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("vi", false)]
    public void A_message_is_short_enough_to_be_written_down_where_the_carrier_knows_the_language(string locale, bool writtenDown)
    {
        var script = System.Xml.Linq.XElement.Parse(_webhook.Write(new VoiceScript.TakeMessage("Speak", locale, new(VoiceStep.Left, Guid.NewGuid())), "key", Guid.NewGuid(), path => new Uri("https://desk.example" + path)));

        var record = script.Element("Record")!;
        Assert.True((int)record.Attribute("maxLength")! < 120);
        Assert.Equal((writtenDown, writtenDown), (record.Attribute("transcribe") is not null, record.Attribute("transcribeCallback") is not null));
    }

    [Theory]
    [InlineData("+266696687", "")]
    [InlineData("+14155550101", "+14155550101")]
    public void A_withheld_number_is_none(string from, string read)
    {
        var asked = new WebhookCall("voice", $"{Key}/voice", "application/x-www-form-urlencoded", $"CallSid=CA1&From={Uri.EscapeDataString(from)}", "");
        Assert.Equal(read, Assert.IsType<CarrierEvent.VoiceAsked>(_webhook.Read(asked)).From);
    }

    [Fact]
    public void A_body_that_nothing_vouches_for_is_refused()
    {
        var vector = Vectors.Single(v => v.GetProperty("id").GetString() == "form-no-params");
        var call = new WebhookCall("sms", "/twilio/ping", "application/x-www-form-urlencoded", "", vector.GetProperty("signature").GetString()!);
        var publicBase = new Uri("https://hooks.meridian-desk.example");

        Assert.True(_webhook.IsAuthentic(call, Account(vector), publicBase));
        Assert.False(_webhook.IsAuthentic(call with { ContentType = "application/json", Body = "{}" }, Account(vector), publicBase));
        Assert.False(_webhook.IsAuthentic(call with { ContentType = "text/plain", Body = "MessageSid=SM1" }, Account(vector), publicBase));
    }

    [Fact]
    public void An_inbound_message_is_read()
    {
        var read = _webhook.Read(Form("sms", "", "MessageSid=SM1&From=%2B14155550123&To=%2B15005550006&Body=Gr%C3%BC%C3%9Fe+%26+more&OptOutType=STOP&New=1"));

        Assert.Equal(new CarrierEvent.SmsReceived("SM1", "+14155550123", "+15005550006", "Grüße & more", "STOP") { EventId = "SM1" }, read);
    }

    [Fact]
    public void A_picture_without_words_is_an_empty_message() =>
        Assert.Equal("", Assert.IsType<CarrierEvent.SmsReceived>(_webhook.Read(Form("sms", "", "MessageSid=MM1&From=%2B1415&To=%2B1500&Body=&NumMedia=1"))).Text);

    [Theory]
    [InlineData("accepted", DeliveryState.Accepted)]
    [InlineData("scheduled", DeliveryState.Accepted)]
    [InlineData("queued", DeliveryState.Accepted)]
    [InlineData("sending", DeliveryState.Accepted)]
    [InlineData("sent", DeliveryState.Sent)]
    [InlineData("partially_delivered", DeliveryState.Sent)]
    [InlineData("delivered", DeliveryState.Delivered)]
    [InlineData("read", DeliveryState.Delivered)]
    [InlineData("undelivered", DeliveryState.Undelivered)]
    [InlineData("failed", DeliveryState.Failed)]
    [InlineData("canceled", DeliveryState.Failed)]
    [InlineData("received", null)]
    [InlineData("teleported", null)]
    public void A_delivery_report_is_read(string status, DeliveryState? state)
    {
        var read = _webhook.Read(Form("sms-status", "?m=0198a1b2-1234-7890-8123-456789012345", $"MessageSid=SM1&MessageStatus={status}"));

        Assert.Equal(
            new CarrierEvent.DeliveryReported(Guid.Parse("0198a1b2-1234-7890-8123-456789012345"), "SM1", status, state, null, OptedOut: false) { EventId = $"SM1:{status}" },
            read);
    }

    [Theory]
    [InlineData("21610", true)]
    [InlineData("30003", false)]
    public void A_report_carries_the_error(string code, bool optedOut)
    {
        var read = Assert.IsType<CarrierEvent.DeliveryReported>(_webhook.Read(Form("sms-status", "?m=nonsense", $"MessageSid=SM1&MessageStatus=failed&ErrorCode={code}")));

        Assert.Equal((null, code, optedOut), (read.MessageId, read.ErrorCode, read.OptedOut));
    }

    [Fact]
    public void The_same_unknown_call_twice_is_one_event()
    {
        var first = Assert.IsType<CarrierEvent.Other>(_webhook.Read(Form("voice-future", "", "CallSid=CA1")));

        Assert.Equal(first, _webhook.Read(Form("voice-future", "", "CallSid=CA1")));
        Assert.NotEqual(first.EventId, _webhook.Read(Form("voice-future", "", "CallSid=CA2")).EventId);
    }

    [Theory]
    [InlineData("sms", "From=%2B1415&To=%2B1500&Body=x")]
    [InlineData("sms", "MessageSid=SM1&To=%2B1500&Body=x")]
    [InlineData("sms-status", "MessageSid=SM1")]
    [InlineData("sms-status", "")]
    public void A_call_without_what_Twilio_always_sends_is_refused(string kind, string body) =>
        Assert.Throws<FormatException>(() => _webhook.Read(Form(kind, "", body)));

    private static WebhookCall Form(string kind, string query, string body) => new(kind, $"{Key}/{kind}{query}", "application/x-www-form-urlencoded", body, "");

    private static CarrierAccount Account(JsonElement vector) => new("AC00000000000000000000000000000001", vector.GetProperty("authToken").GetString()!);

    private static JsonElement[] Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts", "twilio-signature-vectors.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(c => c.Clone())];
    }
}
