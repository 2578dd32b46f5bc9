using System.Net;

namespace EscalationCqrs.Web.Tests.Simulator;

public sealed class OptOutTests
{
    [Theory]
    [InlineData("STOP")]
    [InlineData("stop")]
    [InlineData(" Unsubscribe ")]
    [InlineData("END")]
    [InlineData("QUIT")]
    [InlineData("STOPALL")]
    [InlineData("REVOKE")]
    [InlineData("OPTOUT")]
    [InlineData("Cancel")]
    public async Task A_stop_word_blocks_the_pair_and_the_carrier_answers_once(string word)
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        await simulator.ConnectInbound(desk.Url("/in"));

        await simulator.Inbound(word);
        await simulator.Inbound(word);
        using var refused = await simulator.Send();
        await simulator.Settled();

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(21610, (int)(await RunningSimulator.Json(refused))["code"]!);
        Assert.Equal([word, word], desk.Calls.Select(c => c.Form["Body"]));
        Assert.DoesNotContain(desk.Calls, c => c.Form.ContainsKey("OptOutType"));
        var reply = Assert.Single(await simulator.Messages($"?to={Uri.EscapeDataString(RunningSimulator.Customer)}"));
        Assert.Equal("outbound-reply", (string)reply!["direction"]!);
    }

    [Fact]
    public async Task A_start_word_lifts_the_block_and_other_customers_never_felt_it()
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Inbound("STOP");

        await simulator.Sent(to: "+14155550124");
        await simulator.Inbound("Unstop");

        await simulator.Sent();
    }

    [Fact]
    public async Task A_stop_word_among_others_is_an_ordinary_message()
    {
        await using var simulator = await RunningSimulator.Start();

        await simulator.Inbound("STOP PLEASE");

        await simulator.Sent();
        Assert.Equal(2, (await simulator.Messages()).Count);
    }

    [Fact]
    public async Task Twiml_does_not_reach_a_customer_who_opted_out()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        desk.Twiml = "<Response><Message>But wait</Message></Response>";
        await simulator.ConnectInbound(desk.Url("/in"));

        await simulator.Inbound("STOP");
        await simulator.Settled();

        Assert.DoesNotContain(await simulator.Messages(), m => (string)m!["body"]! == "But wait");
    }

    [Fact]
    public async Task An_account_with_advanced_opt_out_is_told_the_kind_of_word()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        using var opened = await simulator.Control("accounts", new
        {
            sid = CarrierSimulator.Simulator.DemoAccountSid,
            authToken = CarrierSimulator.Simulator.DemoAuthToken,
            advancedOptOut = true,
        });
        opened.EnsureSuccessStatusCode();
        await simulator.ConnectInbound(desk.Url("/in"));

        await simulator.Inbound("HELP");
        await simulator.Settled();

        Assert.Equal("HELP", Assert.Single(desk.Calls).Form["OptOutType"]);
    }
}
