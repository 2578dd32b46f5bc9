using System.Text.Json;
using System.Text.Json.Serialization;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>Keeps the network in a file between starts, if the options name one. Writes are gathered and replace the file whole.</summary>
public sealed partial class StateFile(SimulatorOptions options, PhoneNetwork network, Switchboard board, Recordings recordings, TimeProvider clock, ILogger<StateFile> logger) : BackgroundService
{
    private static readonly TimeSpan GatherFor = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    private int _isDirty;

    public override async Task StartAsync(CancellationToken ct)
    {
        if (options.StatePath is not { } path)
            return;

        await Load(path, ct);
        network.Changed += _ => MarkDirty();
        network.Deleted += _ => MarkDirty();
        network.Rearranged += _ => MarkDirty();
        board.Changed += _ => MarkDirty();
        recordings.Changed += MarkDirty;
        await base.StartAsync(ct);
    }

    public override async Task StopAsync(CancellationToken ct)
    {
        await base.StopAsync(ct);
        if (options.StatePath is { } path)
            await SaveIfDirty(path, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(GatherFor, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await SaveIfDirty(options.StatePath!, stoppingToken);
    }

    private void MarkDirty() => Volatile.Write(ref _isDirty, 1);

    private async Task Load(string path, CancellationToken ct)
    {
        if (!File.Exists(path))
            return;
        try
        {
            await using var file = File.OpenRead(path);
            if (await JsonSerializer.DeserializeAsync<Snapshot>(file, Json, ct) is not { } snapshot)
                return;
            network.Restore(snapshot);
            board.Restore(snapshot.Calls ?? []);
            recordings.Restore(snapshot.Recordings ?? []);
        }
        catch (JsonException damaged)
        {
            File.Move(path, path + ".damaged", overwrite: true);
            LogDamaged(path, damaged.Message);
        }
    }

    private async Task SaveIfDirty(string path, CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _isDirty, 0) == 0)
            return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var next = path + ".next";
            await using (var file = File.Create(next))
                await JsonSerializer.SerializeAsync(file, Snapshot.Of(network, board, recordings), Json, ct);
            File.Move(next, path, overwrite: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            MarkDirty();
            LogNotSaved(path, failed.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The state file {Path} is damaged and was set aside: {Reason}")]
    private partial void LogDamaged(string path, string reason);

    [LoggerMessage(LogLevel.Warning, "The state could not be saved to {Path}: {Reason}")]
    private partial void LogNotSaved(string path, string reason);
}
