using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Threading.Channels;

namespace EscalationCqrs.Load.Scenarios;

/// <summary>Many agents reach for the same work at the same moment: of all claims of one escalation exactly one may win.</summary>
public sealed class ClaimScenario : IScenario
{
    private const int InFlight = 50, RivalsPerEscalation = 5;

    public string Name => "claim";

    public async Task<IReadOnlyList<Measurement>> Run(Bench bench, CancellationToken ct)
    {
        var (agents, work) = (bench.Pick(200, 20), bench.Pick(1000, 100));
        await using var database = await LoadDatabase.Create(bench, "claim");
        var tenant = await LoadTenant.Create(bench, database, agents, teams: 2, i => [i % 2]);
        var escalations = await LoadWork.Open(database, tenant, work, _ => null, _ => null);
        await using var web = await ServerProcess.Web(bench, database, "claim-web", new Dictionary<string, string>(), ct);
        var tokens = await DeskClient.Tokens(web.Address, [.. tenant.Agents.Select(a => a.Email)], bench.Password, ct);
        var clients = tokens.Select(t => DeskClient.With(web.Address, t)).ToList();

        // Rivals stand next to each other, so that they are under way together.
        var attempts = Channel.CreateUnbounded<(int Escalation, int Agent)>();
        for (var e = 0; e < work; e++)
        {
            for (var rival = 0; rival < RivalsPerEscalation; rival++)
                attempts.Writer.TryWrite((e, (e * RivalsPerEscalation + rival) % agents));
        }

        attempts.Writer.Complete();
        var wins = new ConcurrentDictionary<int, ConcurrentBag<int>>();
        var statuses = new ConcurrentDictionary<HttpStatusCode, int>();
        var timings = new Timings();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            await foreach (var (e, agent) in attempts.Reader.ReadAllAsync(ct))
            {
                var started = Stopwatch.GetTimestamp();
                var status = await clients[agent].Post($"/api/v1/escalations/{escalations[e].Id}/claim", null, ct);
                timings.Add(Stopwatch.GetElapsedTime(started));
                statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
                if (status == HttpStatusCode.OK)
                    wins.GetOrAdd(e, _ => []).Add(agent);
            }
        }));
        var rate = work * RivalsPerEscalation / watch.Elapsed.TotalSeconds;
        clients.ForEach(c => c.Dispose());

        var wrong = await Wrong(database, tenant, [.. escalations.Select(e => e.Id)], wins);
        var conflicts = (double)statuses.GetValueOrDefault(HttpStatusCode.Conflict) / (work * RivalsPerEscalation);
        return
        [
            new("Claim race, 200 agents, 50 requests in flight, 1,000 escalations", "not one double owner", string.Create(CultureInfo.InvariantCulture, $"{wrong.Count} wrong; {rate:F0} claims answered per second"),
                wrong.Count == 0 ? Verdict.Pass : Verdict.Broken,
                [
                    string.Create(CultureInfo.InvariantCulture, $"{work * RivalsPerEscalation} claims, {RivalsPerEscalation} agents for each of {work} escalations; {conflicts:P0} were answered 409."),
                    $"Answers: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{(int)s.Key}: {s.Value}"))}; {timings}.",
                    "Checked: one win per escalation, the winner is the owner in its row, in its one assignment and in its one event.",
                    .. wrong.Take(10),
                ]),
        ];
    }

    private static async Task<IReadOnlyList<string>> Wrong(LoadDatabase database, LoadTenant tenant, Guid[] ids, ConcurrentDictionary<int, ConcurrentBag<int>> wins)
    {
        var owners = (await database.All("""
            select e.id, e.owner_id,
              (select count(*) from support.assignments a where a.tenant_id = e.tenant_id and a.escalation_id = e.id)::int,
              (select count(*) from support.assignments a where a.tenant_id = e.tenant_id and a.escalation_id = e.id and a.agent_id = e.owner_id and a.to_at is null)::int,
              (select count(*) from support.events v where v.tenant_id = e.tenant_id and v.escalation_id = e.id and v.type = 'assigned')::int,
              (select count(*) from support.events v where v.tenant_id = e.tenant_id and v.escalation_id = e.id and v.type = 'assigned' and v.actor_id = e.owner_id)::int
            from support.escalations e where e.id = any($1)
            """, r => (Id: r.GetGuid(0), Owner: r.IsDBNull(1) ? Guid.Empty : r.GetGuid(1), Counts: new[] { r.GetInt32(2), r.GetInt32(3), r.GetInt32(4), r.GetInt32(5) }), ids)).ToDictionary(r => r.Id);
        List<string> wrong = [];
        for (var e = 0; e < ids.Length; e++)
        {
            var winners = wins.GetValueOrDefault(e)?.ToList() ?? [];
            var row = owners[ids[e]];
            if (winners is not [var winner] || tenant.Agents[winner].Id != row.Owner || row.Counts.Any(c => c != 1))
                wrong.Add($"{ids[e]}: {winners.Count} wins, {row.Counts[0]} assignments ({row.Counts[1]} running of the owner), {row.Counts[2]} events ({row.Counts[3]} of the owner)");
        }

        return wrong;
    }
}
