using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EscalationCqrs.Load;

/// <summary>What PostgreSQL itself says about the statements of the web processes: how many, what they read, how it planned them.</summary>
public sealed partial class StatementLog(LoadDatabase database)
{
    /// <summary>Tables of fewer rows may be read as a whole.</summary>
    private const int Big = 5000;

    /// <summary>A scan that a limit or an early answer stopped has read less.</summary>
    private const double Whole = 0.9;

    /// <summary>Where <c>./bench</c> has PostgreSQL write.</summary>
    private static string File => Environment.GetEnvironmentVariable("DESK_BENCH_POSTGRES_LOG") is { Length: > 0 } path
        ? path : throw new InvalidOperationException("DESK_BENCH_POSTGRES_LOG must name PostgreSQL's log; ./bench sets it.");

    /// <summary>Statements that each of several equal requests sends; what workers send meanwhile is rarer than the requests and falls out.</summary>
    public async Task<IReadOnlyList<(string Sql, int PerRequest)>> Count(int requests, Func<Task> request)
    {
        await database.Execute("create extension if not exists pg_stat_statements");
        await database.Execute("select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()))");
        for (var n = 0; n < requests; n++)
            await request();
        return await database.All("""
            select query, (calls / $1)::int from pg_stat_statements s join pg_roles r on r.oid = s.userid
            where dbid = (select oid from pg_database where datname = current_database()) and r.rolname = $2 and calls >= $1 order by 2 desc, 1
            """, r => (r.GetString(0), r.GetInt32(1)), requests, $"{database.Name}_app");
    }

    /// <summary>Names as plans write them and numbers of rows of the big tables.</summary>
    public async Task<IReadOnlyDictionary<string, double>> BigTables() =>
        (await database.All("select relname::text, reltuples::float8 from pg_class where relkind = 'r' and reltuples >= $1", r => (r.GetString(0), r.GetDouble(1)), Big))
            .ToDictionary(r => r.Item1, r => r.Item2);

    /// <summary>Makes the server explain each statement of connections that the web opens from now on.</summary>
    public async Task Explain()
    {
        foreach (var setting in new[] { "session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on", "auto_explain.log_buffers = on",
            "auto_explain.log_nested_statements = on", "auto_explain.log_timing = off" })
            await database.Execute($"alter role {database.Name}_app in database {database.Name} set {setting}");
    }

    /// <summary>What the server wrote about the statements of one request.</summary>
    public static async Task<string> Plans(Func<Task> request)
    {
        await using var log = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(0, SeekOrigin.End);
        await request();
        using var reader = new StreamReader(log, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The longest statement of these plans, in milliseconds, and scans of whole big tables among them.</summary>
    public static string Summary(string plans)
    {
        var longest = Durations().Matches(plans).Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        return string.Create(CultureInfo.InvariantCulture, $"longest statement {longest:F1} ms");
    }

    /// <summary>Big tables of which one scan read nearly every row.</summary>
    public static IEnumerable<string> WholeTables(string plans, IReadOnlyDictionary<string, double> sizes)
    {
        foreach (Match scan in Scans().Matches(plans))
        {
            var read = (Number(scan, "rows") + Number(scan, "removed")) * Number(scan, "loops");
            if (sizes.TryGetValue(scan.Groups["table"].Value, out var rows) && read >= rows * Whole)
                yield return scan.Groups["table"].Value;
        }
    }

    private static double Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var text } ? double.Parse(text, CultureInfo.InvariantCulture) : 0;

    // A node's line, then its details until the next node: only lines that begin with a word and a colon.
    [GeneratedRegex(@"Seq Scan on (?:[a-z_]+\.)?(?<table>[a-z_]+)[^\n]*actual (?:time=[^ ]+ )?rows=(?<rows>[0-9.]+) loops=(?<loops>[0-9]+)\)(?:\s*\n\s*(?!->)(?:Rows Removed by Filter: (?<removed>[0-9]+)|[A-Z][A-Za-z ]*: [^\n]*))*")]
    private static partial Regex Scans();

    [GeneratedRegex(@"duration: ([0-9.]+) ms +plan:")]
    private static partial Regex Durations();
}
