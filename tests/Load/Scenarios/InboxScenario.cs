using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace EscalationCqrs.Load.Scenarios;

/// <summary>The inbox page with its 25 rows, filters and counts, in a young desk and in one with a hundred times as much behind it, in turns.</summary>
public sealed class InboxScenario : IScenario
{
    private const double MostRatio = 1.5, MostSearch = 100;
    private const int PageSize = 25, MostStatements = 8, Teams = 6, Agents = 60, CountedPages = 100;

    private static readonly (string Name, string Path)[] Views =
    [
        ("pending", "/inbox"), ("mine", "/inbox?tab=mine"), ("team", "/inbox?tab=team"), ("resolved", "/inbox?tab=resolved"), ("all", "/inbox?tab=all"),
        ("pending, high, by due time", "/inbox?priority=high&sort=due"), ("resolved, urgent", "/inbox?tab=resolved&priority=urgent"),
        ("search of a number", "/inbox?tab=all&q=2002000077"), ("search of a name", "/inbox?tab=all&q=carmen+okafor"), ("search of a common word", "/inbox?tab=all&q=parcel"),
    ];

    /// <summary>Who looks: one who sees all, one of the two largest teams, and one whose team has had no work yet.</summary>
    private static readonly string[] Viewers = ["supervisor", "agent of large teams", "agent of a new team"];

    private sealed record Site(LoadDatabase Database, ServerProcess Web, IReadOnlyList<DeskClient> Clients);

    /// <summary>The median time of a view in the small and in the large desk.</summary>
    /// <param name="IsFull">Both show a page of rows. A view with little or nothing to show is not the page that is promised: it has the counts alone, and is told apart.</param>
    private sealed record Median(string View, double Small, double Large, bool IsFull)
    {
        public double Ratio => Large / Small;
    }

    public string Name => "inbox";

    public async Task<IReadOnlyList<Measurement>> Run(Bench bench, CancellationToken ct)
    {
        var (few, many) = (bench.Pick(10_000, 1_000), bench.Pick(1_000_000, 50_000));
        await using var small = await Load(bench, "inbox_small", few);
        await using var large = await Load(bench, "inbox_large", many);
        var log = new StatementLog(large);

        List<Median> medians;
        List<(string View, IReadOnlyList<(string Sql, int PerRequest)> Statements)> statements = [];
        await using (var littleWeb = await Open(bench, small, ct))
        await using (var largeWeb = await Open(bench, large, ct))
        {
            var little = new Site(small, littleWeb, await SignIn(bench, littleWeb, ct));
            var big = new Site(large, largeWeb, await SignIn(bench, largeWeb, ct));
            medians = await Compare(bench, little, big, ct);
            foreach (var (viewer, client) in Viewers.Zip(big.Clients))
            {
                foreach (var (name, path) in Views)
                    statements.Add(($"{viewer}, {name}", await log.Count(bench.Pick(CountedPages, 30), () => client.Get(path, ct))));
            }

            foreach (var client in little.Clients.Concat(big.Clients))
                client.Dispose();
        }

        var (plans, whole) = await Plans(bench, large, log, ct);
        await File.WriteAllTextAsync(bench.Artifact("inbox-statements.txt"), Listing(statements), ct);

        var (searches, lists) = (medians.Where(m => IsSearch(m.View)).ToList(), medians.Where(m => !IsSearch(m.View)).ToList());
        var full = lists.Where(m => m.IsFull).ToList();
        var worst = full.MaxBy(m => m.Ratio)!;
        var slowest = searches.MaxBy(m => m.Large)!;
        var most = statements.Max(s => s.Statements.Sum(q => q.PerRequest));
        var open = Math.Min((int)(many * BulkWork.OpenShare), BulkWork.MostOpen);
        return
        [
            Measurement.Of(Invariant($"Inbox page at {many:N0} escalations against {few:N0}"), "at most 1.5 times the median", Invariant($"{worst.Ratio:F2} times in the worst of {full.Count} views with {PageSize} rows ({worst.View})"),
                worst.Ratio <= MostRatio,
                [
                    Invariant($"{BulkWork.OpenShare:P0} of the work is open, but no more than {BulkWork.MostOpen:N0}: {(int)(few * BulkWork.OpenShare):N0} against {open:N0}; the rest is over, spread evenly over two years."),
                    .. full.Select(Figures),
                    .. lists.Where(m => !m.IsFull).Select(m => $"{Figures(m)}, not a full page, not judged"),
                ]),
            Measurement.Of(Invariant($"Inbox page with a search at {many:N0} escalations"), Invariant($"at most {MostSearch:F0} ms"), Invariant($"{slowest.Large:F0} ms in the slowest view ({slowest.View})"),
                slowest.Large <= MostSearch, searches.Select(Figures)),
            Measurement.Of("SQL statements for an inbox page, BEGIN, COMMIT and the look-up of the viewer included", "at most 8", Invariant($"{most}"), most <= MostStatements,
                statements.Select(s => Invariant($"{s.View}: {s.Statements.Sum(q => q.PerRequest)}"))),
            Measurement.Of("Big tables read as a whole for inbox pages", "none", whole.Count == 0 ? "none" : string.Join(", ", whole), whole.Count == 0, plans),
        ];
    }

    private static bool IsSearch(string view) => view.Contains("search", StringComparison.Ordinal);

    private static string Figures(Median median) =>
        Invariant($"{median.View}: {median.Small:F1} ms, {median.Large:F1} ms, {median.Ratio:F2} times");

    private static async Task<LoadDatabase> Load(Bench bench, string name, int count)
    {
        var database = await LoadDatabase.Create(bench, name);
        // The first agent is in the two largest teams, the second in the sixth, which has no work yet.
        var tenant = await LoadTenant.Create(bench, database, Agents, Teams, i => i == 0 ? [0, 1] : i == 1 ? [5] : [i % 5]);
        bench.Say(Invariant($"loading {count:N0} escalations"));
        await BulkWork.Load(database, tenant, count);
        bench.Say("loaded");
        return database;
    }

    private static Task<ServerProcess> Open(Bench bench, LoadDatabase database, CancellationToken ct) =>
        ServerProcess.Web(bench, database, $"{database.Name}-web", new Dictionary<string, string> { ["Dispatch__Enabled"] = "false" }, ct);

    private static async Task<IReadOnlyList<DeskClient>> SignIn(Bench bench, ServerProcess web, CancellationToken ct) =>
        [.. await Task.WhenAll(new[] { "supervisor@load.test", "agent0@load.test", "agent1@load.test" }.Select(e => DeskClient.AtPages(web.Address, e, bench.Password, ct)))];

    private static async Task<List<Median>> Compare(Bench bench, Site small, Site large, CancellationToken ct)
    {
        var (warm, times) = (bench.Pick(30, 10), bench.Pick(200, 20));
        List<Median> medians = [];
        for (var viewer = 0; viewer < Viewers.Length; viewer++)
        {
            foreach (var (name, path) in Views)
            {
                var (little, big) = (new Timings(), new Timings());
                for (var n = -warm; n < times; n++)
                {
                    await Time(small.Clients[viewer], path, n < 0 ? null : little, ct);
                    await Time(large.Clients[viewer], path, n < 0 ? null : big, ct);
                }

                var isFull = await IsFull(small.Clients[viewer], path, ct) && await IsFull(large.Clients[viewer], path, ct);
                medians.Add(new($"{Viewers[viewer]}, {name}", little.Median, big.Median, isFull));
                bench.Say(Invariant($"{Viewers[viewer]}, {name}: {little.Median:F1} and {big.Median:F1} ms"));
            }
        }

        return medians;
    }

    private static async Task<bool> IsFull(DeskClient client, string path, CancellationToken ct) =>
        Encoding.UTF8.GetString(await client.Get(path, ct)).Split("<li class=\"row-e").Length - 1 == PageSize;

    private static async Task Time(DeskClient client, string path, Timings? timings, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await client.Get(path, ct);
        timings?.Add(Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Every statement of every view as the server executed it, into a file; in short for the report.</summary>
    private static async Task<(IReadOnlyList<string> Summary, IReadOnlyList<string> Whole)> Plans(Bench bench, LoadDatabase database, StatementLog log, CancellationToken ct)
    {
        var sizes = await log.BigTables();
        await log.Explain();
        await using var web = await Open(bench, database, ct);
        var clients = await SignIn(bench, web, ct);
        var text = new StringBuilder();
        List<string> summary = [], whole = [];
        foreach (var (viewer, client) in Viewers.Zip(clients))
        {
            foreach (var (name, path) in Views)
            {
                // Often enough that the server has settled on a plan for prepared statements.
                for (var n = 0; n < 12; n++)
                    await client.Get(path, ct);
                var plans = await StatementLog.Plans(() => client.Get(path, ct));
                text.AppendLine(Invariant($"===== {viewer}, {name}: {path}")).AppendLine(plans);
                summary.Add($"{viewer}, {name}: {StatementLog.Summary(plans)}");
                whole.AddRange(StatementLog.WholeTables(plans, sizes).Select(table => $"{table} ({viewer}, {name})"));
            }
        }

        foreach (var client in clients)
            client.Dispose();
        await File.WriteAllTextAsync(bench.Artifact("inbox-plans.txt"), text.ToString(), ct);
        return ([.. summary, "Plans with buffers: artifacts/bench/inbox-plans.txt"], whole);
    }

    private static string Listing(IEnumerable<(string View, IReadOnlyList<(string Sql, int PerRequest)> Statements)> views)
    {
        var text = new StringBuilder();
        foreach (var (view, statements) in views)
        {
            text.AppendLine(Invariant($"===== {view}: {statements.Sum(s => s.PerRequest)} statements"));
            foreach (var (sql, times) in statements)
                text.AppendLine(Invariant($"{times} x {sql}")).AppendLine();
        }

        return text.ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
