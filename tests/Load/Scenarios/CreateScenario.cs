using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace EscalationCqrs.Load.Scenarios;

/// <summary>
/// Creating escalations over HTTP against writing the very same rows by prepared statements, in turns on one server, with as many clients
/// as connections and durable commits on both sides.
/// </summary>
public sealed class CreateScenario : IScenario
{
    private const int Clients = 8;
    private const double Least = 0.15;

    private int _customers;

    public string Name => "create";

    public async Task<IReadOnlyList<Measurement>> Run(Bench bench, CancellationToken ct)
    {
        await using var database = await LoadDatabase.Create(bench, "create");
        var tenant = await LoadTenant.Create(bench, database, Clients, teams: 2, i => [i % 2]);
        await using var web = await ServerProcess.Web(bench, database, "create-web", new Dictionary<string, string>(), ct);
        var clients = await Task.WhenAll(tenant.Agents.Select(a => DeskClient.AtApi(web.Address, a.Email, bench.Password, ct)));

        var mirror = await RowMirror.Learn(database, tenant.Tenant.Id, () => Open(clients[0], ct));
        var writers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => mirror.Writer(database, ct)));
        async Task<double> OverHttp(TimeSpan time) => await Rate(Clients, time, i => Open(clients[i], ct), ct);
        async Task<double> ByHand(TimeSpan time) => await Rate(Clients, time, i => writers[i].Write(ct), ct);

        var (rounds, slice) = (bench.Pick(5, 2), bench.Pick(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)));
        await ByHand(slice);
        await bench.WarmUp(() => OverHttp(slice));
        var (http, raw) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            http.Add(await OverHttp(slice));
            raw.Add(await ByHand(slice));
            bench.Say(string.Create(CultureInfo.InvariantCulture, $"over HTTP {http[^1]:F0}/s, by hand {raw[^1]:F0}/s"));
        }

        foreach (var client in clients)
            client.Dispose();
        foreach (var writer in writers)
            await writer.DisposeAsync();
        var ratio = http.Average() / raw.Average();
        return
        [
            Measurement.Of("Create an escalation over HTTP, against the same rows written by prepared statements", "at least 0.15 of its rate",
                string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} ({http.Average():F0}/s against {raw.Average():F0}/s)"), ratio >= Least,
                $"One request writes {mirror}.",
                string.Create(CultureInfo.InvariantCulture, $"{Clients} clients, {Clients} connections, {rounds} turns of {slice.TotalSeconds:F0} s each; by turn: {Turns(http)} over HTTP, {Turns(raw)} by hand."),
                string.Create(CultureInfo.InvariantCulture, $"The web process then holds {web.Resident():F0} MB.")),
        ];
    }

    private async Task Open(DeskClient client, CancellationToken ct)
    {
        var n = Interlocked.Increment(ref _customers);
        var status = await client.Post("/api/v1/escalations", new
        {
            customerName = $"Customer {n}",
            reason = "The parcel has not arrived and the shop does not answer.",
            preferredMethod = "sms",
            phone = string.Create(CultureInfo.InvariantCulture, $"+1415{2_000_000 + n}"),
            email = $"customer{n}@example.test",
            consent = true,
            priority = "medium",
        }, ct);
        if (status != HttpStatusCode.Created)
            throw new InvalidOperationException($"Opening an escalation was answered by {status}.");
    }

    /// <summary>How often a second all workers together do it.</summary>
    private static async Task<double> Rate(int workers, TimeSpan time, Func<int, Task> work, CancellationToken ct)
    {
        var done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async i =>
        {
            while (watch.Elapsed < time && !ct.IsCancellationRequested)
            {
                await work(i);
                Interlocked.Increment(ref done);
            }
        }));
        return done / watch.Elapsed.TotalSeconds;
    }

    private static string Turns(IEnumerable<double> rates) => string.Join(", ", rates.Select(r => r.ToString("F0", CultureInfo.InvariantCulture)));
}
