using System.Runtime.InteropServices;
using EscalationCqrs.Load;
using EscalationCqrs.Load.Scenarios;

const string Variable = "DESK_BENCH_POSTGRES";
IScenario[] all = [new MemoryScenario(), new CreateScenario(), new ClaimScenario(), new SmsScenario(), new WebhookScenario(), new RecordingScenario(), new LiveScenario(), new InboxScenario()];

var wanted = args.Where(a => !a.StartsWith('-')).ToHashSet();
if (wanted.Except(all.Select(s => s.Name)).Any() || args.Any(a => a.StartsWith('-') && a != "--quick"))
{
    Console.Error.WriteLine($"Usage: ./bench [--quick] [{string.Join("] [", all.Select(s => s.Name))}]");
    return 2;
}

if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } server)
{
    Console.Error.WriteLine($"{Variable} names no server: start this by ./bench, which makes one.");
    return 2;
}

using var stop = new CancellationTokenSource();
// Whatever ends the run, the processes that it started end first.
void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
var bench = new Bench(server, args.Contains("--quick"));
var measured = new List<Measurement>();
foreach (var scenario in all.Where(s => wanted.Count == 0 || wanted.Contains(s.Name)))
{
    bench.Say($"--- {scenario.Name}");
    try
    {
        measured.AddRange(await scenario.Run(bench, stop.Token));
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        Console.Error.WriteLine("Interrupted.");
        return 130;
    }
    catch (Exception failure)
    {
        // One that cannot be measured must not hide the others.
        measured.Add(new(scenario.Name, "", "not measured", Verdict.Broken, [failure.ToString()]));
    }
}

var report = await Report.Write(bench, measured, stop.Token);
Console.WriteLine(report);
await File.WriteAllTextAsync(bench.Artifact("report.md"), report, stop.Token);
return measured.Any(m => m.Verdict == Verdict.Broken) ? 1 : 0;
