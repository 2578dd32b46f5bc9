using System.Net;
using System.Text;
using System.Text.Json;

namespace EscalationCqrs.Web.Tests.Simulator;

public sealed class ControlTests
{
    [Theory]
    [InlineData("inbound-sms", """{"to": "+15005550006", "body": "x"}""", 422, "from")]
    [InlineData("inbound-sms", """{"from": "+15005550006", "to": "+15005550006", "body": "x"}""", 422, "from")]
    [InlineData("inbound-sms", """{"from": "+14155550123", "to": "+14155550124", "body": "x"}""", 422, "to")]
    [InlineData("inbound-sms", """{"from": "+14155550123", "to": "+15005550006", "body": ""}""", 422, "body")]
    [InlineData("inbound-sms", """{"from": 5}""", 400, "from")]
    [InlineData("inbound-sms", """{"from": """, 400, "from")]
    [InlineData("inbound-sms", "[]", 400, "body")]
    [InlineData("outcomes", """{"to": "+14155550123", "status": "queued"}""", 422, "status")]
    [InlineData("outcomes", """{"to": "+14155550123", "status": "failed"}""", 422, "errorCode")]
    [InlineData("outcomes", """{"to": "+14155550123", "status": "delivered", "errorCode": 30003}""", 422, "errorCode")]
    [InlineData("outcomes", """{"to": "+14155550123", "status": "lost"}""", 400, "status")]
    [InlineData("faults", """{"status": 200}""", 422, "status")]
    [InlineData("faults", """{"timeout": true, "garbage": true}""", 422, "status")]
    [InlineData("faults", """{"delayMs": -1}""", 422, "delayMs")]
    [InlineData("faults", """{"count": 0}""", 422, "count")]
    [InlineData("faults", """{"delayms2": 5}""", 400, "delayms2")]
    [InlineData("accounts", """{"authToken": "short"}""", 422, "authToken")]
    [InlineData("accounts", """{"authToken": "long-enough-to-pass", "sid": "XX1"}""", 422, "sid")]
    [InlineData("accounts", """{"authToken": "long-enough-to-pass", "status": "tired"}""", 422, "status")]
    [InlineData("numbers", """{"number": "+14155550124", "sms": false}""", 422, "number")]
    [InlineData("accounts", """{"authToken": "long-enough-to-pass", "numbers": ["+15005550006"]}""", 422, "numbers")]
    public async Task Wrong_input_is_refused_by_the_name_of_its_field(string path, string body, int status, string field)
    {
        await using var simulator = await RunningSimulator.Start();

        using var answer = await simulator.Client.PostAsync($"/simulator/{path}", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(status, (int)answer.StatusCode);
        var errors = (await RunningSimulator.Json(answer))["errors"]!.AsObject();
        Assert.Equal(field, Assert.Single(errors).Key);
        Assert.Empty(await simulator.Messages());
    }

    [Fact]
    public async Task Reset_forgets_messages_blocks_outcomes_and_faults_but_keeps_webhooks()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        await simulator.ConnectInbound(desk.Url("/in"));
        await simulator.Inbound("STOP");
        await simulator.Settled();
        await simulator.Faults(new { status = 503 });

        using var reset = await simulator.Control("reset", new { });

        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        Assert.Empty(await simulator.Messages());
        await simulator.Sent();
        await simulator.Inbound("still here?");
        await simulator.Settled();
        Assert.Equal("still here?", desk.Calls[^1].Form["Body"]);
    }

    [Fact]
    public async Task Messages_can_be_looked_up_by_either_number()
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Sent("to one", to: "+14155550101");
        await simulator.Sent("to two", to: "+14155550102");
        await simulator.Inbound("from two", from: "+14155550102");

        Assert.Equal(["to two"], (await simulator.Messages("?to=%2B14155550102")).Select(m => (string)m!["body"]!));
        Assert.Equal(["from two"], (await simulator.Messages("?from=%2B14155550102")).Select(m => (string)m!["body"]!));
        Assert.Equal(["to one", "to two", "from two"], (await simulator.Messages()).Select(m => (string)m!["body"]!));
    }

    [Fact]
    public async Task An_open_page_hears_of_each_message()
    {
        await using var simulator = await RunningSimulator.Start();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var stream = await simulator.Client.GetStreamAsync("/simulator/events", patience.Token);
        using var lines = new StreamReader(stream);
        await Until("event: open");

        var sid = await simulator.Sent("live");

        await Until("event: message");
        var data = (await lines.ReadLineAsync(patience.Token))!;
        using var message = JsonDocument.Parse(data["data: ".Length..]);
        Assert.Equal((sid, "live"), (message.RootElement.GetProperty("sid").GetString(), message.RootElement.GetProperty("body").GetString()));

        async Task Until(string wanted)
        {
            while (true)
            {
                var line = await lines.ReadLineAsync(patience.Token);
                Assert.NotNull(line);
                if (line == wanted)
                    return;
            }
        }
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/phones.js", "text/javascript")]
    [InlineData("/phones.css", "text/css")]
    public async Task The_page_is_served_under_a_policy_without_inline_code(string path, string type)
    {
        await using var simulator = await RunningSimulator.Start();

        using var answer = await simulator.Client.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_other_sites_and_foreign_host_names_are_turned_away()
    {
        await using var simulator = await RunningSimulator.Start();
        using var foreignPage = new HttpRequestMessage(HttpMethod.Post, "/simulator/reset") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        using var foreignHost = new HttpRequestMessage(HttpMethod.Get, "/simulator/messages") { Headers = { Host = "desk.example" } };

        using var first = await simulator.Client.SendAsync(foreignPage);
        using var second = await simulator.Client.SendAsync(foreignHost);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), (first.StatusCode, second.StatusCode));
    }
}
