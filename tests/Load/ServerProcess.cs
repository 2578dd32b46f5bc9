using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace EscalationCqrs.Load;

/// <summary>A program of the product, built for release, in a process of its own on the loopback; its output goes to a file.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Bench _bench;
    private readonly string _project;
    private readonly string _log;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Process? _process;

    private ServerProcess(Bench bench, string project, string name, int port, IReadOnlyDictionary<string, string> settings) =>
        (_bench, _project, _log, Port, _settings) = (bench, project, bench.Artifact($"{name}.log"), port, settings);

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The web's executable with these settings.</summary>
    public static async Task<ServerProcess> Web(Bench bench, LoadDatabase database, string name, IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        var port = Bench.FreePort();
        var web = new ServerProcess(bench, "Web", name, port, new Dictionary<string, string>(settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            // As in the Dockerfile and in ./run.
            ["DOTNET_GCgen0size"] = "0x2000000",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ConnectionStrings__App"] = database.App,
            ["Desk__PublicBaseUrl"] = settings.GetValueOrDefault("Desk__PublicBaseUrl", $"http://127.0.0.1:{port}"),
            ["DATA_DIR"] = bench.Artifacts,
        });
        File.Delete(web._log);
        await web.Start("/health/ready", ct);
        return web;
    }

    /// <summary>The carrier simulator with its demo account.</summary>
    public static async Task<ServerProcess> Simulator(Bench bench, CancellationToken ct)
    {
        var port = Bench.FreePort();
        var simulator = new ServerProcess(bench, "CarrierSimulator", "simulator", port, new Dictionary<string, string> { ["SIM_PORT"] = port.ToString(CultureInfo.InvariantCulture) });
        File.Delete(simulator._log);
        await simulator.Start("/simulator/health", ct);
        return simulator;
    }

    /// <summary>Resident memory in MB.</summary>
    public double Resident()
    {
        var line = File.ReadLines($"/proc/{_process!.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1_000_000;
    }

    /// <summary>SIGKILL: no goodbye to anybody.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _ = Send(_process.Id, Terminate);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
        _process = null;
    }

    private async Task Start(string readyPath, CancellationToken ct)
    {
        var folder = Path.Combine(_bench.Root, "src", _project);
        var program = Path.Combine(folder, "bin", "Release", "net10.0", $"EscalationCqrs.{_project}.dll");
        // The shell only redirects; it becomes the program, so its process id is the program's.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec dotnet \"$0\" >>\"$1\" 2>&1", program, _log]) { WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("DESK_BENCH", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in _settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        try
        {
            await Ready(readyPath, ct);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task Ready(string path, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(50, ct))
        {
            if (_process!.HasExited)
                throw new InvalidOperationException($"{_project} ended at its start; see {_log}.");
            try
            {
                using var answer = await client.GetAsync(path, ct);
                if (answer.StatusCode < HttpStatusCode.InternalServerError)
                    return;
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
            {
                // Not listening yet, or busy with its start.
            }
        }

        throw new TimeoutException($"{_project} did not become ready; see {_log}.");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
