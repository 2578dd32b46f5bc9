using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Npgsql;

namespace EscalationCqrs.Load;

/// <summary>The table as Markdown, with the machine that it was measured on.</summary>
public static class Report
{
    public static async Task<string> Write(Bench bench, IReadOnlyList<Measurement> measured, CancellationToken ct)
    {
        var text = new StringBuilder();
        foreach (var fact in await Facts(bench, ct))
            text.AppendLine(CultureInfo.InvariantCulture, $"- {fact}");
        text.AppendLine().AppendLine("| Measurement | Must reach | Figure | |").AppendLine("|---|---|---|---|");
        foreach (var m in measured)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {m.Name} | {m.Target} | {m.Figure} | {Word(m.Verdict)} |");
        foreach (var m in measured.Where(m => m.Details.Count > 0))
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{m.Name}:").AppendLine();
            foreach (var detail in m.Details)
                text.AppendLine(CultureInfo.InvariantCulture, $"- {detail}");
        }

        return text.ToString();
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Miss => "**missed**",
        _ => "**BROKEN**",
    };

    private static async Task<IReadOnlyList<string>> Facts(Bench bench, CancellationToken ct)
    {
        await using var database = NpgsqlDataSource.Create(bench.Server);
        async Task<string> Show(string setting)
        {
            await using var command = database.CreateCommand($"show {setting}");
            return (string)(await command.ExecuteScalarAsync(ct))!;
        }

        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores ({Processor()}), {Memory():F1} GiB of memory, {RuntimeInformation.OSDescription}"),
            $"{RuntimeInformation.FrameworkDescription}, PostgreSQL {await Show("server_version")}: fsync {await Show("fsync")}, synchronous_commit {await Show("synchronous_commit")}, "
                + $"full_page_writes {await Show("full_page_writes")}, shared_buffers {await Show("shared_buffers")}",
            "Load generator, web processes, simulator and PostgreSQL share these cores" + (bench.Quick ? "; a quick run, its figures mean little" : ""),
        ];
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static double Memory() =>
        double.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / (1024 * 1024);
}
