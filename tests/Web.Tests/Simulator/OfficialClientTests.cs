namespace EscalationCqrs.Web.Tests.Simulator;

public sealed class OfficialClientTests
{
    [Fact]
    public async Task The_official_client_creates_fetches_lists_changes_and_understands_refusals()
    {
        await using var simulator = await RunningSimulator.Start();

        var output = await NodeScript.Run(
            "official-client.mjs",
            input: "",
            ("SIM_URL", simulator.Address.ToString()),
            ("ACCOUNT", CarrierSimulator.Simulator.DemoAccountSid),
            ("TOKEN", CarrierSimulator.Simulator.DemoAuthToken),
            ("DESK", RunningSimulator.Desk));

        Assert.Contains("The official client is content.", output, StringComparison.Ordinal);
    }
}
