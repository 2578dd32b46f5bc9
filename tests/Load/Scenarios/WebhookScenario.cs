using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Load.Scenarios;

/// <summary>A burst of signed delivery reports, some of them twice and some in the wrong order. Afterwards each message is looked at.</summary>
public sealed class WebhookScenario : IScenario
{
    private const int Clients = 16;
    private const double LeastRate = 500, MostP95 = 50, Doubled = 0.1, Swapped = 0.05;
    private const string Path = "/api/v1/webhooks/twilio/load-channel-key/sms-status";

    private static readonly string[] Statuses = ["sent", "delivered"];

    private sealed record Report(Guid MessageId, string Sid, string Status);

    public string Name => "webhooks";

    public async Task<IReadOnlyList<Measurement>> Run(Bench bench, CancellationToken ct)
    {
        var calls = bench.Pick(20_000, 2_000);
        var messages = (int)(calls / (1 + Doubled) / Statuses.Length);
        await using var database = await LoadDatabase.Create(bench, "webhooks");
        var tenant = await LoadTenant.Create(bench, database, 4, teams: 1, _ => [0]);
        var escalations = await LoadWork.Open(database, tenant, 50, i => tenant.Agents[i % 4], _ => null);
        var consents = (await database.All("select customer_id, id from communications.consents", r => (Customer: r.GetGuid(0), Id: r.GetGuid(1)))).ToDictionary(c => c.Customer, c => c.Id);
        await using var web = await ServerProcess.Web(bench, database, "webhooks-web", new Dictionary<string, string>(), ct);
        var random = new Random(7);

        await bench.WarmUp(async () =>
        {
            var (rate, _) = await Post(web.Address, Reports(await Accepted(database, tenant, escalations, consents, messages / 4), random), ct);
            await Quiet(database, ct);
            return rate;
        });

        var sent = await Accepted(database, tenant, escalations, consents, messages);
        var reports = Reports(sent, random);
        var watch = Stopwatch.StartNew();
        var (perSecond, timings) = await Post(web.Address, reports, ct);
        await Quiet(database, ct);
        var settled = watch.Elapsed;

        var wrong = await database.One<long>("select count(*) from communications.messages where id = any($1) and delivery <> 'delivered'", sent.Select(m => m.Id).ToArray());
        var kept = await database.One<long>("select count(*) from communications.webhook_receipts where state = 'quarantined'");
        var p95 = timings.At(0.95);
        return
        [
            new("Webhook intake, a burst with 10 % duplicates and 5 % out of order", $"at least {LeastRate:F0} a second, p95 at most {MostP95:F0} ms, all in the right state",
                Invariant($"{perSecond:F0}/s, p95 {p95:F1} ms, {wrong + kept} wrong"), wrong + kept > 0 ? Verdict.Broken : perSecond >= LeastRate && p95 <= MostP95 ? Verdict.Pass : Verdict.Miss,
                [
                    Invariant($"{reports.Count} signed reports on {messages} messages by {Clients} clients as fast as they are answered: {timings}."),
                    Invariant($"The last one was worked on {settled.TotalSeconds:F1} s after the first was posted ({reports.Count / settled.TotalSeconds:F0} a second); all {messages} messages are delivered, none is kept apart."),
                ]),
        ];
    }

    /// <summary>Messages that the carrier has taken.</summary>
    private static async Task<IReadOnlyList<Message>> Accepted(LoadDatabase database, LoadTenant tenant, IReadOnlyList<Escalation> escalations, Dictionary<Guid, Guid> consents, int count)
    {
        var now = DateTimeOffset.UtcNow;
        var by = new Actor(ActorKind.Staff, tenant.Agents[0].Id, tenant.Agents[0].Name);
        var all = new List<Message>();
        foreach (var group in Enumerable.Range(0, count).Chunk(500))
        {
            await database.Write(tenant.Tenant.Id, db =>
            {
                foreach (var n in group)
                {
                    var about = escalations[n % escalations.Count];
                    var message = Message.SmsFromStaff(about.TenantId, about.ConversationId, about.Id, by, "Your parcel leaves today.", about.Epoch, tenant.Number, about.Phone!, now, null);
                    message.Dispatch(consents[about.CustomerId], now);
                    message.Accept($"SM{message.Id:n}", now);
                    db.Add(message);
                    all.Add(message);
                }

                return Task.CompletedTask;
            });
        }

        return all;
    }

    /// <summary>All reports in the order in which the carrier sends them: mixed over the messages, of each message in order but for some.</summary>
    private static List<Report> Reports(IReadOnlyList<Message> messages, Random random)
    {
        var placed = new List<(double Place, Report Report)>();
        foreach (var message in messages)
        {
            var places = Statuses.Select(_ => random.NextDouble()).Order().ToArray();
            if (random.NextDouble() < Swapped)
                Array.Reverse(places);
            foreach (var (status, place) in Statuses.Zip(places))
            {
                var report = new Report(message.Id, $"SM{message.Id:n}", status);
                placed.Add((place, report));
                if (random.NextDouble() < Doubled)
                    placed.Add((place + (random.NextDouble() / 100), report));
            }
        }

        return [.. placed.OrderBy(p => p.Place).Select(p => p.Report)];
    }

    private static async Task<(double PerSecond, Timings Timings)> Post(Uri web, List<Report> reports, CancellationToken ct)
    {
        var (timings, next, watch) = (new Timings(), -1, Stopwatch.StartNew());
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { BaseAddress = web };
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i < reports.Count)
            {
                using var request = Signed(web, reports[i]);
                var started = Stopwatch.GetTimestamp();
                using var answer = await http.SendAsync(request, ct);
                timings.Add(Stopwatch.GetElapsedTime(started));
                if (answer.StatusCode != HttpStatusCode.NoContent)
                    throw new InvalidOperationException($"A report was answered by {answer.StatusCode}.");
            }
        }, ct)));
        return (reports.Count / watch.Elapsed.TotalSeconds, timings);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Twilio's scheme is HMAC-SHA1; there is no other to choose.")]
    private static HttpRequestMessage Signed(Uri web, Report report)
    {
        var path = $"{Path}?m={report.MessageId}";
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["AccountSid"] = LoadTenant.AccountSid, ["MessageSid"] = report.Sid, ["MessageStatus"] = report.Status };
        var signed = new Uri(web, path).AbsoluteUri + string.Concat(fields.Select(f => f.Key + f.Value));
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("X-Twilio-Signature", Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(LoadTenant.SimulatorToken), Encoding.UTF8.GetBytes(signed))));
        return request;
    }

    private static async Task Quiet(LoadDatabase database, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (await database.One<long>("select count(*) from communications.webhook_receipts where state = 'received'") > 0)
            await Task.Delay(50, patience.Token);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
