using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MimeKit;

namespace EscalationCqrs.TestKit;

/// <summary>A real SMTP server from npm. What it does with an e-mail, the recipient's name says; see the script.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _listening;
    private readonly string? _folder;

    private SmtpServer(Process process, int port, string? folder)
    {
        (_process, Port, _folder) = (process, port, folder);
        _listening = Listen();
    }

    public int Port { get; }

    /// <summary>A PEM file that vouches for this server.</summary>
    public string? Certificate => _folder is null ? null : Path.Combine(_folder, "cert.pem");

    /// <summary>All that it got as a whole, in order.</summary>
    public ConcurrentQueue<Got> Mails { get; } = [];

    public sealed record Got(string From, IReadOnlyList<string> To, string? User, bool Secure, byte[] Raw)
    {
        public MimeMessage Read() => MimeMessage.Load(new MemoryStream(Raw));
    }

    public IReadOnlyList<Got> To(string recipient) => [.. Mails.Where(m => m.To.Contains(recipient))];

    /// <param name="settings">For the script: user, password, noStarttls, tls, insecureAuth, authMethods, authLater.</param>
    /// <param name="certified">With a key and a certificate of its own, for localhost.</param>
    public static async Task<SmtpServer> Start(object? settings = null, bool certified = false)
    {
        var folder = certified ? Directory.CreateTempSubdirectory("smtp-").FullName : null;
        var all = JsonSerializer.SerializeToNode(settings ?? new { })!.AsObject();
        if (folder is not null)
        {
            Certify(folder);
            (all["cert"], all["key"]) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        }

        var start = new ProcessStartInfo("node", Path.Combine(DeskServer.Root, "tests", "TestKit", "smtp-server.mjs")) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["SETTINGS"] = all.ToJsonString();
        var process = Process.Start(start)!;
        return new(process, int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture), folder);
    }

    private async Task Listen()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            Mails.Enqueue(JsonSerializer.Deserialize<Got>(line, JsonSerializerOptions.Web)!);
    }

    private static void Certify(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _listening;
        _process.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
