using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EscalationCqrs.Web.Tests.Simulator;

public sealed class FaultTests
{
    [Theory]
    [InlineData(429, 20429)]
    [InlineData(500, 20500)]
    [InlineData(503, 20503)]
    public async Task A_status_is_answered_as_often_as_asked_and_nothing_is_sent(int status, int code)
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Faults(new { status, count = 1 });

        using var refused = await simulator.Send();

        Assert.Equal(status, (int)refused.StatusCode);
        Assert.Equal(code, (int)(await RunningSimulator.Json(refused))["code"]!);
        Assert.Empty(await simulator.Messages());
        await simulator.Sent();
    }

    [Fact]
    public async Task Faults_hit_only_sends_unless_all_is_asked()
    {
        await using var simulator = await RunningSimulator.Start();
        var list = $"{RunningSimulator.AccountPath}/Messages.json";

        await simulator.Faults(new { status = 503 });
        using var spared = await simulator.Client.GetAsync(list);
        await simulator.Faults(new { status = 503, on = "all" });
        using var hit = await simulator.Client.GetAsync(list);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (spared.StatusCode, hit.StatusCode));
    }

    [Fact]
    public async Task Garbage_is_no_json_under_a_200()
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Faults(new { garbage = true, count = 1 });

        using var answer = await simulator.Send();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(body));
        Assert.Empty(await simulator.Messages());
    }

    [Fact]
    public async Task Accepted_without_an_answer_the_message_is_really_sent()
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Faults(new { acceptThenTimeout = true, count = 1 });

        var send = simulator.Send("lost answer");
        await RunningSimulator.Eventually(async () => (await simulator.Messages()) is [{ } only] && (string)only["status"]! == "delivered");

        Assert.False(send.IsCompleted);
        simulator.Client.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
    }

    [Fact]
    public async Task Refusals_are_answered_even_when_accepted_messages_are_not()
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Faults(new { acceptThenTimeout = true });

        using var refused = await simulator.Send(body: "");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Theory]
    [InlineData("""{"timeout": true, "count": 1}""")]
    [InlineData("""{"delayMs": 120000, "count": 1}""")]
    public async Task Unanswered_requests_send_nothing(string plan)
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Faults(JsonNode.Parse(plan)!);

        var send = simulator.Send();
        await RunningSimulator.Eventually(async () => (await simulator.Client.GetFromJsonAsync<JsonNode>("/simulator/faults"))!["count"] is null);

        Assert.False(send.IsCompleted);
        simulator.Client.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
        Assert.Empty(await simulator.Messages());
    }

    [Theory]
    [InlineData("duplicateCallbacks", "sending,sending,sent,sent,delivered,delivered")]
    [InlineData("reorderCallbacks", "delivered,sent,sending")]
    [InlineData("dropCallbacks", "")]
    public async Task Reports_are_doubled_reordered_or_dropped(string fault, string statuses)
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        await simulator.Faults(new Dictionary<string, object> { [fault] = true, ["count"] = 1 });

        var sid = await simulator.Sent(statusCallback: desk.Url("/status"));
        await simulator.Settled();

        Assert.Equal("delivered", (string)(await simulator.Message(sid))["status"]!);
        Assert.Equal(statuses, string.Join(',', desk.Statuses));
    }

    [Fact]
    public async Task An_inbound_message_can_be_reported_twice_under_the_same_id()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        await simulator.ConnectInbound(desk.Url("/in"));
        await simulator.Faults(new { duplicateCallbacks = true, count = 1 });

        await simulator.Inbound("once");
        await simulator.Inbound("then properly");
        await simulator.Settled();

        Assert.Equal(["once", "once", "then properly"], desk.Calls.Select(c => c.Form["Body"]).Order());
        Assert.Equal(2, desk.Calls.Select(c => c.Form["MessageSid"]).Distinct().Count());
    }
}
