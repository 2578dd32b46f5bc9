using System.Text.Json.Nodes;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Infrastructure.Carriers.RingCentral;

namespace EscalationCqrs.Web.Tests.Carriers;

/// <summary>What vouches for RingCentral's calls to us, and what they say.</summary>
public sealed class RingCentralWebhookTests
{
    private const string Path = "/api/v1/webhooks/ringcentral/key";
    private const string Instant = "/restapi/v1.0/account/1/extension/1/message-store/instant?type=SMS", Sms = """{"id":"77","from":{"phoneNumber":"+14155550123"},"to":[{"phoneNumber":"+15005550016"}],"subject":"Hello"}""";

    private static readonly Uri Public = new("https://desk.example");
    private static readonly CarrierAccount Account = new("client", "secret", "a.b.c");
    private static readonly RingCentralWebhook Webhook = new();

    [Fact]
    public void All_reports_of_a_number_come_to_one_address() =>
        Assert.Equal([Path, Path, Path], new[] { "sms", "voice", "voice-status" }.Select(kind => ((ICarrierWebhook)Webhook).PathOf("key", kind)));

    [Fact]
    public async Task The_token_given_with_the_order_vouches_and_no_other()
    {
        var token = await TokenGiven(Account, Public);

        Assert.True(Webhook.IsAuthentic(Call(Sms) with { Signature = token }, Account, Public));
        Assert.False(Webhook.IsAuthentic(Call(Sms) with { Signature = "" }, Account, Public));
        Assert.False(Webhook.IsAuthentic(Call(Sms) with { Signature = token[..^1] }, Account, Public));
        Assert.False(Webhook.IsAuthentic(Call(Sms) with { Signature = token, PathAndQuery = Path + "2" }, Account, Public));
        Assert.False(Webhook.IsAuthentic(Call(Sms) with { Signature = token }, Account with { Secret = "another" }, Public));
        Assert.False(Webhook.IsAuthentic(Call(Sms) with { Signature = token }, Account with { Grant = "another" }, Public));
    }

    [Fact]
    public async Task A_desk_below_a_path_of_its_host_is_vouched_for_too()
    {
        var below = new Uri("https://example.com/desk/");

        Assert.True(Webhook.IsAuthentic(Call(Sms) with { Signature = await TokenGiven(Account, below) }, Account, below));
    }

    [Fact]
    public void A_customers_text_is_one_event_however_often_it_is_told()
    {
        var (first, second) = (Webhook.Read(Call(Sms, uuid: "1")), Webhook.Read(Call(Sms, uuid: "2")));

        Assert.Equal(new CarrierEvent.SmsReceived("77", "+14155550123", "+15005550016", "Hello", null) { EventId = "sms:77" }, first);
        Assert.Equal(first, second);
    }

    [Fact]
    public void An_event_says_by_which_order_it_comes()
    {
        var call = Call(Sms);
        Assert.Null(Webhook.Read(call).SubscriptionId);
        Assert.Equal("order-1", Webhook.Read(call with { Body = call.Body.Replace("{\"uuid\"", "{\"subscriptionId\":\"order-1\",\"uuid\"", StringComparison.Ordinal) }).SubscriptionId);
    }

    [Fact]
    public void A_change_of_the_store_asks_for_a_look() =>
        Assert.Equal(new CarrierEvent.MessagesChanged { EventId = "9" }, Webhook.Read(Call("""{"changes":[]}""", "/restapi/v1.0/account/1/extension/1/message-store", "9")));

    [Theory]
    [InlineData("""[{"id":"r","active":false}]""", true)]
    [InlineData("""[{"id":"r","active":true}]""", false)]
    [InlineData("[]", false)]
    public void A_step_of_a_call_says_when_a_recording_has_ended(string recordings, bool ended) =>
        Assert.Equal(new CarrierEvent.CallsChanged(ended) { EventId = "session:s-1:4" },
            Webhook.Read(Call($$"""{"telephonySessionId":"s-1","sequence":4,"parties":[{"id":"p-1"},{"id":"p-2","recordings":{{recordings}}}]}""", "/restapi/v1.0/account/1/telephony/sessions")));

    [Theory]
    [InlineData("Accepted", CallOutcome.Answered, "Front desk")]
    [InlineData("Call connected", CallOutcome.Answered, "Front desk")]
    [InlineData("Voicemail", CallOutcome.Voicemail, null)]
    [InlineData("Missed", CallOutcome.Missed, null)]
    [InlineData("Hang Up", CallOutcome.Missed, null)]
    public void A_line_of_the_call_log_says_what_became_of_a_customers_call(string result, CallOutcome outcome, string? by)
    {
        var record = """{"id":"1","telephonySessionId":"s-1","direction":"Inbound","result":"RESULT","duration":12,"from":{"phoneNumber":"+14155550123"},"to":{"phoneNumber":"+15005550016","name":"Front desk"}}""".Replace("RESULT", result, StringComparison.Ordinal);

        Assert.Equal(new CarrierEvent.CustomerCalled("s-1", "+14155550123", outcome, 12, by) { EventId = "call:s-1" }, Webhook.Read(Call(record, "/restapi/v1.0/account/~/call-log")));
    }

    [Fact]
    public void What_is_new_to_us_is_let_be() =>
        Assert.Equal("9", Assert.IsType<CarrierEvent.Other>(Webhook.Read(Call("{}", "/restapi/v1.0/account/1/extension/1/voicemail", "9"))).EventId);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"uuid":"1"}""")]
    [InlineData("""{"uuid":"1","event":"/message-store/instant?type=SMS"}""")]
    [InlineData("""{"uuid":"1","event":"/message-store/instant?type=SMS","body":{"id":"1"}}""")]
    [InlineData("""{"uuid":"1","event":"/message-store/instant?type=SMS","body":{"id":"1","to":[],"from":{"phoneNumber":"+1"}}}""")]
    public void What_lacks_its_parts_cannot_be_read(string body) => Assert.Throws<FormatException>(() => Webhook.Read(Call(Sms) with { Body = body }));

    private static WebhookCall Call(string body, string filter = Instant, string uuid = "1") =>
        new(RingCentralWebhook.Kind, Path, "application/json", new JsonObject { ["uuid"] = uuid, ["event"] = filter, ["body"] = JsonNode.Parse(body) }.ToJsonString(), "");

    /// <summary>What the adapter hands to RingCentral with its order.</summary>
    private static async Task<string> TokenGiven(CarrierAccount account, Uri publicBase)
    {
        await using var server = new LoopbackCarrier(request => new(200, request.Target switch
        {
            "/restapi/oauth/token" => """{"access_token":"t","expires_in":3600}""",
            "/restapi/v1.0/subscription" when request.Method == "POST" => """{"id":"1","status":"Active","expirationTime":"2030-01-01T00:00:00Z","deliveryMode":{"address":"x"}}""",
            "/restapi/v1.0/subscription" => """{"records":[]}""",
            _ => """{"records":[{"phoneNumber":"+15005550016","features":["SmsSender"]}]}""",
        }));
        await using var node = await RingCentralNode.At(server.Address);
        var address = new Uri(publicBase.AbsoluteUri.TrimEnd('/') + Path);
        await node.Carrier.ConnectNumber(account, "+15005550016", new(address, address, address), null, default);
        return (string)JsonNode.Parse(server.Requests.Single(r => r is { Method: "POST", Target: "/restapi/v1.0/subscription" }).Body)!["deliveryMode"]!["verificationToken"]!;
    }
}
