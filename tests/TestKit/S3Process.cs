using System.Diagnostics;

namespace EscalationCqrs.TestKit;

/// <summary>A real S3 server from npm with one bucket, in a folder of its own.</summary>
public sealed class S3Process : IAsyncDisposable
{
    // The server knows one key only; secrets it does not look at.
    public const string Bucket = "recordings", Region = "eu-central-1", AccessKey = "S3RVER", SecretKey = "not-a-real-secret";

    private readonly string _folder;
    private readonly Process _process;

    private S3Process(string folder, Process process, Uri address) => (_folder, _process, Address) = (folder, process, address);

    public Uri Address { get; }

    public static async Task<S3Process> Start()
    {
        var folder = Directory.CreateTempSubdirectory("s3-").FullName;
        var start = new ProcessStartInfo("node", Path.Combine(DeskServer.Root, "tests", "TestKit", "s3-server.mjs")) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["FOLDER"] = folder;
        start.Environment["BUCKET"] = Bucket;
        var process = Process.Start(start)!;
        return new(folder, process, new Uri($"http://127.0.0.1:{await process.StandardOutput.ReadLineAsync()}"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
