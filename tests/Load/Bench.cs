using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace EscalationCqrs.Load;

/// <summary>What all scenarios of one run share.</summary>
/// <param name="server">Connection string of the owner of a PostgreSQL server with full durability.</param>
/// <param name="quick">Smaller and shorter, to try the harness out; its figures mean little.</param>
public sealed class Bench(string server, bool quick)
{
    private const int MostWarmUps = 10;
    private const double Settled = 1.05;

    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;

    public string Server { get; } = server;

    public bool Quick { get; } = quick;

    /// <summary>Folder of the repository.</summary>
    public string Root { get; } = FindRoot();

    /// <summary>Password of all accounts of this run.</summary>
    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Plans and logs; ignored by git.</summary>
    public string Artifacts => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "bench")).FullName;

    public T Pick<T>(T full, T quick) => Quick ? quick : full;

    public void Say(string text) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{(DateTimeOffset.UtcNow - _start).TotalSeconds,5:F0} s] {text}"));

    /// <summary>Works until it gets no faster, because the runtime has compiled what is hot: a desk runs for weeks, so its first seconds would be the wrong figure.</summary>
    /// <param name="work">One turn; answers its rate.</param>
    public async Task WarmUp(Func<Task<double>> work)
    {
        var (before, now) = (0d, await work());
        for (var turn = 0; turn < MostWarmUps && now > before * Settled; turn++)
            (before, now) = (now, await work());
        Say(string.Create(CultureInfo.InvariantCulture, $"warm at {now:F0}/s"));
    }

    public string Artifact(string name) => Path.Combine(Artifacts, name);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EscalationCqrs.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The measurements run from a folder inside of the repository.");
    }
}
