using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Load.Scenarios;

/// <summary>
/// Recordings of calls that the simulator has: fetched, verified and stored, on disk and in a bucket. First many short ones, then one of an hour for the memory it takes.
/// </summary>
public sealed class RecordingScenario : IScenario
{
    private const int Seconds = 60, HourSeconds = 3600, MostMegabytes = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Name => "recordings";

    public async Task<IReadOnlyList<Measurement>> Run(Bench bench, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("bench-recordings-").FullName;
        try
        {
            await using var bucket = await S3Process.Start();
            return
            [
                .. await Run(bench, "on disk", new() { ["Recordings__Path"] = folder }, ct),
                .. await Run(bench, "in a bucket", new()
                {
                    ["Recordings__Store"] = "s3", ["Recordings__S3Endpoint"] = bucket.Address.ToString().TrimEnd('/'), ["Recordings__S3Region"] = S3Process.Region, ["Recordings__S3Bucket"] = S3Process.Bucket,
                    ["Recordings__S3AccessKey"] = S3Process.AccessKey, ["Recordings__S3SecretKey"] = S3Process.SecretKey,
                }, ct),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Measurement>> Run(Bench bench, string where, Dictionary<string, string> settings, CancellationToken ct)
    {
        var count = bench.Pick(600, 60);
        await using var database = await LoadDatabase.Create(bench, "recordings");
        var tenant = await LoadTenant.Create(bench, database, 4, teams: 1, _ => [0]);
        var escalations = await LoadWork.Open(database, tenant, count + 2, i => tenant.Agents[i % 4], _ => null);
        await using var simulator = await ServerProcess.Simulator(bench, ct);
        using var carrier = new HttpClient { BaseAddress = simulator.Address };
        settings["Twilio__BaseAddress"] = simulator.Address.ToString().TrimEnd('/');
        await using var web = await ServerProcess.Web(bench, database, "recordings-web", settings, ct);
        await Fetch(database, tenant, carrier, escalations.Take(1), Seconds, ct);
        var rest = web.Resident();
        var (took, most) = await Watched(web, () => Fetch(database, tenant, carrier, escalations.Skip(1).Take(count), Seconds, ct));
        var (hour, mostOfHour) = await Watched(web, () => Fetch(database, tenant, carrier, escalations.Skip(count + 1), HourSeconds, ct));
        var bytes = await database.One<long>("select max(size_bytes) from communications.recordings");
        return
        [
            Measurement.Of($"Recordings fetched, verified and stored {where}", "told", Invariant($"{count / took.TotalMinutes:F0} a minute"), true,
                [Invariant($"{count} recordings of {Seconds} s (two channels, {Seconds * 32_000 / 1024} kB) in {took.TotalSeconds:F1} s; the web process held {most:F0} MB at most, {rest:F0} MB before.")]),
            Measurement.Of($"Memory for a recording of one hour, stored {where}", $"at most {MostMegabytes} MB", Invariant($"{mostOfHour - rest:F0} MB more than before"), mostOfHour - rest <= MostMegabytes,
                [Invariant($"{bytes / 1024 / 1024} MB of sound in {hour.TotalSeconds:F1} s; the web process held {mostOfHour:F0} MB at most.")]),
        ];
    }

    private static async Task<(TimeSpan Took, double MostMegabytes)> Watched(ServerProcess web, Func<Task> work)
    {
        var (watch, most) = (Stopwatch.StartNew(), web.Resident());
        var running = work();
        while (!running.IsCompleted)
        {
            most = Math.Max(most, web.Resident());
            await Task.WhenAny(running, Task.Delay(50));
        }

        await running;
        return (watch.Elapsed, most);
    }

    /// <summary>Calls that are over and whose recordings the carrier has announced; waits until all are stored.</summary>
    private static async Task Fetch(LoadDatabase database, LoadTenant tenant, HttpClient carrier, IEnumerable<Domain.Escalations.Escalation> escalations, int seconds, CancellationToken ct)
    {
        var now = DateTimeOffset.UtcNow;
        var about = escalations.ToList();
        using var answer = await carrier.PostAsJsonAsync("/simulator/past-calls", new { from = LoadTenant.OwnNumber, to = "+14155550150", seconds, count = about.Count }, ct);
        answer.EnsureSuccessStatusCode();
        var recorded = (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("items").EnumerateArray().Select(i => (Call: i.GetProperty("callSid").GetString()!, Recording: i.GetProperty("recordingSid").GetString()!)).ToList();
        foreach (var group in about.Zip(recorded).Chunk(200))
        {
            await database.Write(tenant.Tenant.Id, db =>
            {
                foreach (var (escalation, (callSid, recordingSid)) in group)
                {
                    var call = Call.FromCustomer(escalation, tenant.Number, escalation.Phone!, callSid, now);
                    call.End(CallOutcome.Answered, seconds, null, escalation, now);
                    var recording = new Recording(call, 90, now);
                    recording.BecomeAvailable(recordingSid, "", seconds, 2, now);
                    db.AddRange(call, recording);
                }

                return Task.CompletedTask;
            });
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (await database.One<long>("select count(*) from communications.recordings where state <> 'stored'") > 0)
            await Task.Delay(50, patience.Token);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
