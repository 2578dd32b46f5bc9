using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EscalationCqrs.Load.Scenarios;

/// <summary>
/// Replies over HTTP to two nodes, out through the simulator with all callbacks; one node is killed in the middle and stays away. Afterwards
/// each message is looked for at the simulator and in the database.
/// </summary>
public sealed class SmsScenario : IScenario
{
    private const int Clients = 16, MessagesPerCustomer = 2, MostTries = 600;
    private const double Least = 150, KilledAt = 0.4, RateOver = 0.99;

    private static readonly TimeSpan SettledWithin = TimeSpan.FromMinutes(2), Slice = TimeSpan.FromMilliseconds(500);

    private sealed record Sent(string To, DateTimeOffset At);

    public string Name => "sms";

    public async Task<IReadOnlyList<Measurement>> Run(Bench bench, CancellationToken ct)
    {
        var customers = Clients * bench.Pick(125, 6);
        await using var database = await LoadDatabase.Create(bench, "sms");
        var tenant = await LoadTenant.Create(bench, database, Clients, teams: 2, i => [i % 2]);
        var escalations = await LoadWork.Open(database, tenant, customers, i => tenant.Agents[i % Clients], _ => null);
        await database.Execute("vacuum analyze");
        await using var simulator = await ServerProcess.Simulator(bench, ct);
        await using var balancer = new Balancer();
        var settings = new Dictionary<string, string> { ["Desk__PublicBaseUrl"] = balancer.Address.ToString().TrimEnd('/'), ["Twilio__BaseAddress"] = simulator.Address.ToString().TrimEnd('/') };
        await using var stays = await ServerProcess.Web(bench, database, "sms-web-1", settings, ct);
        await using var dies = await ServerProcess.Web(bench, database, "sms-web-2", settings, ct);
        balancer.Serve(stays.Port, dies.Port);
        var tokens = await DeskClient.Tokens(stays.Address, [.. tenant.Agents.Select(a => a.Email)], bench.Password, ct);
        using var carrier = new HttpClient { BaseAddress = simulator.Address };

        var before = 0;
        await bench.WarmUp(async () =>
        {
            var (from, watch) = (before, Stopwatch.StartNew());
            before += customers;
            await Reply(tokens, [stays.Address, dies.Address], customers, n => (escalations[n].Id, Text(from + n)), ct);
            await Until(async () => await Accepted(carrier, ct) >= before, SettledWithin, ct);
            return customers / watch.Elapsed.TotalSeconds;
        });

        var measured = customers * MessagesPerCustomer;
        var messages = before + measured;
        var start = DateTimeOffset.UtcNow;
        var replies = Reply(tokens, [stays.Address, dies.Address], measured, n => (escalations[n % customers].Id, Text(before + n)), ct);
        await Until(async () => await Accepted(carrier, ct) >= before + (measured * KilledAt), SettledWithin, ct);
        dies.Kill();
        bench.Say("one node is killed");
        var repeated = await replies;
        bench.Say("all replies are taken");

        await Until(() => Settled(database, carrier, ct), SettledWithin, ct);
        var atCarrier = await AtCarrier(carrier, [.. escalations.Select(e => e.Phone!)], ct);
        var (wrong, found) = await Compare(database, atCarrier, messages);
        var sent = atCarrier.Values.SelectMany(v => v).Select(s => s.At).Where(at => at >= start).ToList();
        // What waits behind a message in the dead node's hands waits for its lease to end; those few are told apart from the rate.
        var times = sent.Order().ToList();
        var most = (int)(times.Count * RateOver);
        var rate = most / (times[most - 1] - start).TotalSeconds;
        return
        [
            new("SMS from reply command to accepted by the simulator, a node killed in the middle", "at least 150 a second, none lost, none twice",
                string.Create(CultureInfo.InvariantCulture, $"{rate:F0}/s, {wrong.Count} wrong"), wrong.Count > 0 ? Verdict.Broken : rate >= Least ? Verdict.Pass : Verdict.Miss,
                [
                    $"{measured} replies of {Clients} clients through two nodes, after {before} to warm up; {repeated} repeated with the same request id because of the killed node.",
                    $"In the database: {string.Join(", ", found.States.Select(s => $"{s.Value} {s.Key}"))}; all of the {found.AtCarrier} at the carrier are there once.",
                    $"{found.InDoubt} were in the killed node's hands and never reached the carrier: they stay uncertain and go to a person, never out again by themselves.",
                    string.Create(CultureInfo.InvariantCulture, $"The rate is that of the first 99 of 100; the last one was accepted {(times[^1] - times[most - 1]).TotalSeconds:F1} s after them."),
                    $"Accepted in each half second: {string.Join(", ", BySlice(times, start))}.",
                    .. wrong.Take(10),
                ]),
        ];
    }

    private static IEnumerable<int> BySlice(IReadOnlyList<DateTimeOffset> times, DateTimeOffset start) =>
        Enumerable.Range(0, (int)((times[^1] - start) / Slice) + 1).Select(slice => times.Count(t => (int)((t - start) / Slice) == slice));

    private static string Text(int n) => string.Create(CultureInfo.InvariantCulture, $"Your parcel leaves today. Reference {n:D6}.");

    /// <returns>How many had to be asked again.</returns>
    private static async Task<int> Reply(IReadOnlyList<string> tokens, IReadOnlyList<Uri> nodes, int count, Func<int, (Guid Escalation, string Text)> what, CancellationToken ct)
    {
        var repeated = 0;
        await Task.WhenAll(tokens.Select((token, i) => Task.Run(async () =>
        {
            var clients = nodes.Select(n => DeskClient.With(n, token)).ToList();
            // Each client is one agent and answers only what is theirs; the work is dealt out in the same order.
            for (var n = i; n < count; n += tokens.Count)
            {
                var (escalation, text) = what(n);
                var body = new { channel = "sms", text, clientRequestId = Guid.CreateVersion7() };
                for (var tries = 0; !await Taken(clients[(n / tokens.Count + i + tries) % clients.Count], escalation, body, ct); tries++)
                {
                    if (tries == MostTries)
                        throw new InvalidOperationException("No node takes replies any more; see the logs of the nodes.");
                    Interlocked.Increment(ref repeated);
                    await Task.Delay(50, ct);
                }
            }

            clients.ForEach(c => c.Dispose());
        }, ct)));
        return repeated;
    }

    private static async Task<bool> Taken(DeskClient client, Guid escalation, object body, CancellationToken ct)
    {
        try
        {
            var (status, answer) = await client.Ask($"/api/v1/escalations/{escalation}/messages", body, ct);
            return status switch
            {
                HttpStatusCode.Created => true,
                >= HttpStatusCode.InternalServerError => false,
                _ => throw new InvalidOperationException($"A reply was answered by {status}: {answer}"),
            };
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<int> Accepted(HttpClient carrier, CancellationToken ct) =>
        (await carrier.GetFromJsonAsync<JsonElement>("/simulator/health", ct)).GetProperty("messages").GetInt32();

    /// <summary>Nothing moves any more: what is still uncertain is unknown to the carrier, which <see cref="Compare"/> checks.</summary>
    private static async Task<bool> Settled(LoadDatabase database, HttpClient carrier, CancellationToken ct)
    {
        var health = await carrier.GetFromJsonAsync<JsonElement>("/simulator/health", ct);
        if (health.GetProperty("pendingSteps").GetInt32() + health.GetProperty("pendingCallbacks").GetInt32() > 0)
            return false;
        return await database.One<long>("""
            select (select count(*) from communications.messages where delivery in ('queued', 'dispatching') or (delivery = 'uncertain' and dispatched_at > now() - interval '75 seconds'))
              + (select count(*) from communications.webhook_receipts where next_attempt_at is not null)
            """) == 0;
    }

    private static async Task<Dictionary<string, List<Sent>>> AtCarrier(HttpClient carrier, IReadOnlyList<string> numbers, CancellationToken ct)
    {
        var found = new Dictionary<string, List<Sent>>();
        foreach (var number in numbers)
        {
            var items = (await carrier.GetFromJsonAsync<JsonElement>($"/simulator/messages?to={Uri.EscapeDataString(number)}", ct)).GetProperty("items");
            foreach (var message in items.EnumerateArray())
            {
                var text = message.GetProperty("body").GetString()!;
                if (!found.TryGetValue(text, out var sent))
                    found[text] = sent = [];
                sent.Add(new(number, message.GetProperty("createdAt").GetDateTimeOffset()));
            }
        }

        return found;
    }

    private static async Task<(IReadOnlyList<string> Wrong, (int AtCarrier, int InDoubt, IReadOnlyDictionary<string, int> States) Found)> Compare(
        LoadDatabase database, Dictionary<string, List<Sent>> atCarrier, int messages)
    {
        var rows = await database.All("select text, delivery, address from communications.messages where direction = 'outbound'", r => (Text: r.GetString(0), Delivery: r.GetString(1), To: r.GetString(2)));
        List<string> wrong = [];
        var inDoubt = 0;
        if (rows.Count != messages || rows.DistinctBy(r => r.Text).Count() != messages)
            wrong.Add($"{rows.Count} messages in the database for {messages} replies");
        foreach (var row in rows)
        {
            var sent = atCarrier.GetValueOrDefault(row.Text) ?? [];
            if (sent.Count > 1 || sent.Any(s => s.To != row.To))
                wrong.Add($"'{row.Text}' is {sent.Count} times at the carrier");
            else if (sent.Count == 0 && row.Delivery != "uncertain")
                wrong.Add($"'{row.Text}' is {row.Delivery}, but the carrier never got it");
            else if (sent.Count == 1 && row.Delivery is not ("accepted" or "sent" or "delivered"))
                wrong.Add($"'{row.Text}' is at the carrier, but {row.Delivery} here");
            inDoubt += sent.Count == 0 ? 1 : 0;
        }

        return (wrong, (atCarrier.Values.Sum(v => v.Count), inDoubt, rows.GroupBy(r => r.Delivery).ToDictionary(g => g.Key, g => g.Count())));
    }

    private static async Task Until(Func<Task<bool>> condition, TimeSpan atMost, CancellationToken ct)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < atMost && !await condition();)
            await Task.Delay(100, ct);
    }
}
