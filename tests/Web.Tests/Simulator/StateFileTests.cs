using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EscalationCqrs.Web.Tests.Simulator;

public sealed class StateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulator-state-").FullName;

    private string StatePath => Path.Combine(_folder, "state.json");

    [Fact]
    public async Task Messages_webhooks_and_blocks_outlive_a_start_and_messages_under_way_go_on()
    {
        await using var desk = await WebhookSink.Start();
        string sid;
        await using (var first = await RunningSimulator.Start(TimeSpan.FromHours(1), StatePath))
        {
            await first.ConnectInbound(desk.Url("/in"));
            await first.Inbound("STOP", from: "+14155550150");
            sid = await first.Sent("kept", statusCallback: desk.Url("/status"));
        }

        await using var second = await RunningSimulator.Start(TimeSpan.Zero, StatePath);
        await second.Settled();

        Assert.Equal("delivered", (string)(await second.Message(sid))["status"]!);
        var numbers = await second.Client.GetFromJsonAsync<JsonNode>("/simulator/numbers");
        Assert.Equal(desk.Url("/in").OriginalString, (string)Assert.Single(numbers!["items"]!.AsArray(), n => (string)n!["number"]! == RunningSimulator.Desk)!["smsUrl"]!);
        using var refused = await second.Send(to: "+14155550150");
        Assert.Equal(21610, (int)(await RunningSimulator.Json(refused))["code"]!);
    }

    [Fact]
    public async Task A_damaged_file_is_set_aside()
    {
        await File.WriteAllTextAsync(StatePath, "{ not json");

        await using var simulator = await RunningSimulator.Start(statePath: StatePath);

        Assert.Empty(await simulator.Messages());
        Assert.Equal("{ not json", await File.ReadAllTextAsync(StatePath + ".damaged"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
