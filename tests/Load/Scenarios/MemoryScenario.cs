using System.Globalization;

namespace EscalationCqrs.Load.Scenarios;

/// <summary>What the web process keeps while nobody works: half a minute after its start, when one person has signed in and seen the inbox.</summary>
public sealed class MemoryScenario : IScenario
{
    private const double Most = 300;

    public string Name => "memory";

    public async Task<IReadOnlyList<Measurement>> Run(Bench bench, CancellationToken ct)
    {
        await using var database = await LoadDatabase.Create(bench, "memory");
        var tenant = await LoadTenant.Create(bench, database, agents: 5, teams: 2, i => [i % 2]);
        await using var web = await ServerProcess.Web(bench, database, "memory-web", new Dictionary<string, string>(), ct);
        using var client = await DeskClient.AtPages(web.Address, tenant.Supervisor.Email, bench.Password, ct);
        await client.Get("/inbox", ct);
        await Task.Delay(bench.Pick(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5)), ct);
        var resident = web.Resident();
        return [Measurement.Of("Memory of the web process at rest", "at most 300 MB", string.Create(CultureInfo.InvariantCulture, $"{resident:F0} MB"), resident <= Most)];
    }
}
