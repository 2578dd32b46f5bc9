using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace EscalationCqrs.Load.Scenarios;

/// <summary>Many open streams of distinct agents; each event is for the fifty of one team. Measured from the event's own time, which is before its commit, to its receipt.</summary>
public sealed class LiveScenario : IScenario
{
    private const int TeamSize = 50, EventsPerSecond = 20;
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(250);

    public string Name => "live";

    public async Task<IReadOnlyList<Measurement>> Run(Bench bench, CancellationToken ct)
    {
        var (teams, seconds) = (bench.Pick(20, 4), bench.Pick(30, 5));
        await using var database = await LoadDatabase.Create(bench, "live");
        var tenant = await LoadTenant.Create(bench, database, teams * TeamSize, teams, i => [i / TeamSize]);
        var escalations = await LoadWork.Open(database, tenant, teams, _ => null, i => tenant.Teams[i].Id);
        await using var web = await ServerProcess.Web(bench, database, "live-web", new Dictionary<string, string>(), ct);
        bench.Say($"signing {tenant.Agents.Count} agents in");
        var tokens = await DeskClient.Tokens(web.Address, [.. tenant.Agents.Select(a => a.Email)], bench.Password, ct);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var received = new ConcurrentBag<TimeSpan>();
        var clients = tokens.Select(t => DeskClient.With(web.Address, t)).ToList();
        var streams = await Open(clients, end.Token);
        var readers = streams.Select(s => Task.Run(() => Read(s, received, end.Token), CancellationToken.None)).ToList();
        bench.Say($"{streams.Count} streams are open");
        var settled = web.Resident();

        using var supervisor = await DeskClient.AtApi(web.Address, tenant.Supervisor.Email, bench.Password, ct);
        await Tell(supervisor, [.. escalations.Select(e => e.Id)], EventsPerSecond, ct);
        await Task.Delay(TimeSpan.FromSeconds(2), ct);
        received.Clear();
        var sent = await Tell(supervisor, [.. escalations.Select(e => e.Id)], EventsPerSecond * seconds, ct);
        for (var patience = Stopwatch.StartNew(); received.Count < sent * TeamSize && patience.Elapsed < TimeSpan.FromSeconds(10);)
            await Task.Delay(50, ct);
        await end.CancelAsync();
        await Task.WhenAll(readers);
        clients.ForEach(c => c.Dispose());

        var timings = new Timings();
        foreach (var delay in received)
            timings.Add(delay);
        var complete = received.Count == sent * TeamSize;
        return
        [
            Measurement.Of("Live: 1,000 open streams, 20 events a second to 50 streams each, commit to receipt", "p95 at most 250 ms",
                string.Create(CultureInfo.InvariantCulture, $"p95 {timings.At(0.95):F0} ms"), complete && timings.At(0.95) <= Most.TotalMilliseconds, $"{streams.Count} streams, {sent} events in {seconds} s: {timings}.",
                $"{received.Count} of {sent * TeamSize} deliveries arrived.", string.Create(CultureInfo.InvariantCulture, $"The web process holds {settled:F0} MB with the streams open.")),
        ];
    }

    private static async Task<IReadOnlyList<Stream>> Open(IReadOnlyList<DeskClient> clients, CancellationToken ct)
    {
        var streams = new Stream[clients.Count];
        await Parallel.ForAsync(0, clients.Count, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = ct },
            async (i, token) => streams[i] = await clients[i].Open("/api/v1/events", token));
        return streams;
    }

    private static async Task Read(Stream stream, ConcurrentBag<TimeSpan> received, CancellationToken ct)
    {
        try
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(ct))
            {
                var now = DateTimeOffset.UtcNow;
                using var data = JsonDocument.Parse(item.Data);
                if (data.RootElement.TryGetProperty("at", out var at))
                    received.Add(now - at.GetDateTimeOffset());
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The measurement is over.
        }
    }

    /// <summary>Notes, each on the next team's request, evenly in time.</summary>
    private static async Task<int> Tell(DeskClient supervisor, IReadOnlyList<Guid> escalations, int count, CancellationToken ct)
    {
        List<Task<HttpStatusCode>> answers = [];
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / EventsPerSecond));
        for (var n = 0; n < count && await tick.WaitForNextTickAsync(ct); n++)
            answers.Add(supervisor.Post($"/api/v1/escalations/{escalations[n % escalations.Count]}/notes", new { text = "The carrier says tomorrow." }, ct));
        return (await Task.WhenAll(answers)).Count(s => s == HttpStatusCode.Created);
    }
}
