using System.Text.Json;
using System.Text.Json.Nodes;

namespace EscalationCqrs.Web.Tests.Simulator;

public sealed class CallbackTests
{
    [Fact]
    public async Task Each_status_after_the_first_is_reported_in_order()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();

        var sid = await simulator.Sent(statusCallback: desk.Url("/status?m=4f1c"));
        await simulator.Settled();

        Assert.Equal(["sending", "sent", "delivered"], desk.Statuses);
        Assert.All(desk.Calls, call =>
        {
            Assert.Equal(desk.Url("/status?m=4f1c").OriginalString, call.Url);
            Assert.Equal(sid, call.Form["MessageSid"]);
            Assert.Equal(sid, call.Form["SmsSid"]);
            Assert.Equal(call.Form["MessageStatus"], call.Form["SmsStatus"]);
            Assert.Equal(CarrierSimulator.Simulator.DemoAccountSid, call.Form["AccountSid"]);
            Assert.Equal((RunningSimulator.Desk, RunningSimulator.Customer), (call.Form["From"], call.Form["To"]));
            Assert.False(call.Form.ContainsKey("ErrorCode"));
        });
        Assert.Matches("^[0-9]{10}$", desk.Calls[^1].Form["RawDlrDoneDate"]);
    }

    [Theory]
    [InlineData("+14155550193", "sending,sent,undelivered", "30003")]
    [InlineData("+14155550196", "sending,failed", "30006")]
    [InlineData("+14155550199", "sending,sent", null)]
    public async Task The_last_digits_of_a_number_decide_what_becomes_of_a_message(string to, string statuses, string? errorCode)
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();

        await simulator.Sent(to: to, statusCallback: desk.Url("/status"));
        await simulator.Settled();

        Assert.Equal(statuses.Split(','), desk.Statuses);
        Assert.Equal(errorCode, desk.Calls[^1].Form.GetValueOrDefault("ErrorCode"));
    }

    [Fact]
    public async Task A_chosen_outcome_wins_over_the_digits()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        using var chosen = await simulator.Control("outcomes", new { to = "+14155550193", status = "failed", errorCode = 30034 });
        chosen.EnsureSuccessStatusCode();

        await simulator.Sent(to: "+14155550193", statusCallback: desk.Url("/status"));
        await simulator.Settled();

        Assert.Equal(["sending", "failed"], desk.Statuses);
        Assert.Equal("30034", desk.Calls[^1].Form["ErrorCode"]);
    }

    [Fact]
    public async Task The_official_helper_accepts_the_signatures_and_refuses_a_changed_form()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        await simulator.ConnectInbound(desk.Url("/in/key-1?x=%C3%A9&y=a+b#rc=2&rp=all"));

        await simulator.Inbound("Où est ma commande ? 100 % + 1");
        await simulator.Sent(body: "đây rồi", to: "+14155550193", statusCallback: desk.Url("/status?m=4f1c"));
        await simulator.Settled();

        Assert.Equal(4, desk.Calls.Count);
        var input = JsonSerializer.Serialize(desk.Calls.Select(c => new { url = c.Url, form = c.Form, signature = c.Signature }));
        var verdicts = JsonNode.Parse(await NodeScript.Run("verify-signatures.mjs", input, ("TOKEN", CarrierSimulator.Simulator.DemoAuthToken)))!.AsArray();
        Assert.Equal(4, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Equal((true, false), ((bool)verdict!["genuine"]!, (bool)verdict["forged"]!)));
    }

    [Fact]
    public async Task A_customers_message_reaches_the_webhook_and_its_answer_goes_back_to_the_phone()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        desk.Twiml = "<Response><Message>We are on it</Message><Message><Body>Two &amp; three</Body></Message></Response>";
        await simulator.ConnectInbound(desk.Url("/in"));

        var sent = await simulator.Inbound("Is anybody there?");
        await RunningSimulator.Eventually(async () => (await simulator.Messages($"?to={Uri.EscapeDataString(RunningSimulator.Customer)}")).Count == 2);
        await simulator.Settled();

        var form = Assert.Single(desk.Calls).Form;
        Assert.Equal("Is anybody there?", form["Body"]);
        Assert.Equal((RunningSimulator.Customer, RunningSimulator.Desk), (form["From"], form["To"]));
        Assert.Equal(("received", "0", "1"), (form["SmsStatus"], form["NumMedia"], form["NumSegments"]));
        Assert.Equal(form["MessageSid"], form["SmsMessageSid"]);
        var all = await simulator.Messages();
        Assert.Equal(["Is anybody there?", "We are on it", "Two & three"], all.Select(m => (string)m!["body"]!));
        Assert.Equal(["received", "delivered", "delivered"], all.Select(m => (string)m!["status"]!));
        Assert.Equal("webhook received", (string)(await simulator.Message((string)sent["sid"]!))["webhookAnswer"]!);
    }

    [Fact]
    public async Task Without_a_webhook_or_with_a_dead_one_the_phone_says_so()
    {
        await using var simulator = await RunningSimulator.Start();
        var unheard = (string)(await simulator.Inbound("anyone?"))["sid"]!;
        Uri dead;
        await using (var desk = await WebhookSink.Start())
            dead = desk.Url("/in");
        await simulator.ConnectInbound(dead);
        var unanswered = (string)(await simulator.Inbound("hello?"))["sid"]!;
        await simulator.Settled();

        Assert.Equal("no webhook set", (string)(await simulator.Message(unheard))["webhookAnswer"]!);
        Assert.Equal("no answer from the webhook", (string)(await simulator.Message(unanswered))["webhookAnswer"]!);
    }
}
