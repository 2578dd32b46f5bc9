using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace EscalationCqrs.TestKit;

/// <summary>A PostgreSQL server of one test's own, with full durability, that the test may restart and crash.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Process _process;

    private PostgresServer(Process process, string connectionString) => (_process, ConnectionString) = (process, connectionString);

    /// <summary>Connection string of the superuser.</summary>
    public string ConnectionString { get; }

    public static async Task<PostgresServer> Start()
    {
        var password = RandomNumberGenerator.GetHexString(32);
        var start = new ProcessStartInfo("bash", Path.Combine(DeskServer.Root, "tests", "TestKit", "postgres-server.sh")) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["PASSWORD"] = password;
        var process = Process.Start(start)!;
        var port = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("PostgreSQL did not start; it said why on the error output.");
        return new(process, new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), Database = "postgres", Username = "postgres", Password = password }.ConnectionString);
    }

    /// <summary>Ends it as an administrator does, every session at once, and starts it again; returns when it takes connections.</summary>
    public Task Restart() => Order("restart");

    /// <summary>Ends it without a checkpoint, as a failing machine does, and starts it again; returns when it takes connections.</summary>
    public Task Crash() => Order("crash");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task Order(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        if (await _process.StandardOutput.ReadLineAsync() != order)
            throw new InvalidOperationException("PostgreSQL did not start again; it said why on the error output.");
    }
}
