using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Infrastructure.Telephony;
using EscalationCqrs.TestKit;
using EscalationCqrs.Web.Tests.Carriers;
using Microsoft.AspNetCore.DataProtection;

namespace EscalationCqrs.Web.Tests.Webhooks;

/// <summary>What a check finds at the public address when it does not lead to the desk, and at a carrier that does not answer as it should.</summary>
public sealed class PublicAddressTests : IAsyncLifetime
{
    private DeskDatabase _database = null!;

    public async Task InitializeAsync() => _database = await DeskDatabase.CreateAnother();

    public Task DisposeAsync()
    {
        _database.Drop();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Another_nodes_answer_is_as_good_as_ones_own()
    {
        await using var carrier = new LoopbackCarrier(_ => new(401, "{}"));
        await using var other = await RunningDesk.Start(_database, carrier.Address);

        Assert.Equal(NumberCheck.Passed(NumberNeed.PublicAddress, CheckReason.LocalOnly), await Found(carrier.Address, other.Address));
    }

    [Theory]
    [InlineData(200, "Welcome!", "", CheckReason.AnotherServer, "200", null)]
    [InlineData(502, "", "", CheckReason.AnotherServer, "502", null)]
    [InlineData(301, "", "Location: https://www.elsewhere.example/api/v1/webhooks/probe/secret\r\n", CheckReason.Redirected, "301", "https://www.elsewhere.example")]
    public async Task Whoever_else_answers_is_told_and_never_followed(int status, string body, string headers, CheckReason reason, string code, string? detail)
    {
        await using var elsewhere = new LoopbackCarrier(_ => new(status, body, headers));

        Assert.Equal(NumberCheck.Failed(NumberNeed.PublicAddress, reason, code, detail), await Found(elsewhere.Address, elsewhere.Address));
        var asked = Assert.Single(elsewhere.Requests, r => r.Target.StartsWith("/api/v1/webhooks/probe/", StringComparison.Ordinal));
        Assert.Equal(("POST", ""), (asked.Method, asked.Authorization));
    }

    [Fact]
    public async Task An_address_that_nobody_serves_without_TLS_or_without_a_name_is_told_as_such()
    {
        await using var plain = new LoopbackCarrier(_ => new(200, ""));
        await using var doubtful = new SelfSigned();
        var nowhere = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");

        Assert.Equal(CheckReason.NoConnection, (await Found(plain.Address, nowhere)).Reason);
        Assert.Equal(CheckReason.BadCertificate, (await Found(plain.Address, doubtful.Address)).Reason);
        Assert.Equal(CheckReason.NoSuchHost, (await Found(plain.Address, new Uri("https://desk.invalid"))).Reason);
        // A carrier of the world outside reaches neither this machine nor anything without TLS.
        Assert.Equal(CheckReason.NotHttps, (await Found(new Uri("https://carrier.invalid"), plain.Address)).Reason);
    }

    [Theory]
    [InlineData(503, "", CheckReason.CarrierFaulty, "503")]
    [InlineData(200, "<html>", CheckReason.CarrierFaulty, null)]
    [InlineData(429, """{"code": 20429, "message": "Too Many Requests"}""", CheckReason.CarrierBusy, "20429")]
    [InlineData(-1, "", CheckReason.CarrierSilent, null)]
    public async Task A_carrier_that_does_not_answer_as_it_should_leaves_it_open(int status, string body, CheckReason reason, string? code)
    {
        await using var carrier = new LoopbackCarrier(_ => new(status, body));

        var credentials = (await Checked(carrier.Address, new Uri($"http://127.0.0.1:{LoopbackPort.Free()}"))).First(c => c.Need == NumberNeed.Credentials);

        Assert.Equal((CheckOutcome.Unknown, reason, code), (credentials.Outcome, credentials.Reason, credentials.Code));
    }

    [Fact]
    public void A_question_is_answered_for_a_minute_and_only_under_the_same_keys()
    {
        var (clock, keys) = (new FixedClock(), new EphemeralDataProtectionProvider());
        var tokens = new ProbeTokens(keys, clock);
        var (token, answer) = tokens.Issue();

        Assert.Equal(answer, new ProbeTokens(keys, clock).Answer(token));
        Assert.DoesNotContain(answer, token, StringComparison.Ordinal);
        Assert.Null(new ProbeTokens(new EphemeralDataProtectionProvider(), clock).Answer(token));
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(tokens.Answer(token));
    }

    /// <summary>A server whose certificate nobody vouches for.</summary>
    private sealed class SelfSigned : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;
        private readonly Task _serving;

        public SelfSigned()
        {
            using var key = RSA.Create(2048);
            _certificate = new CertificateRequest("CN=desk.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            _listener.Start();
            _serving = Serve();
        }

        public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
            _certificate.Dispose();
        }

        private async Task Serve()
        {
            try
            {
                while (true)
                {
                    using var connection = await _listener.AcceptTcpClientAsync();
                    await using var secure = new SslStream(connection.GetStream());
                    await secure.AuthenticateAsServerAsync(_certificate);
                }
            }
            catch (Exception over) when (over is IOException or AuthenticationException or SocketException or ObjectDisposedException)
            {
                // The caller does not trust us, or the test is over.
            }
        }
    }

    private async Task<NumberCheck> Found(Uri carrier, Uri publicBase) => (await Checked(carrier, publicBase)).Single(c => c.Need == NumberNeed.PublicAddress);

    private async Task<IReadOnlyList<NumberCheck>> Checked(Uri carrier, Uri publicBase)
    {
        await using var node = await RunningDesk.Start(_database, carrier, publicBase);
        var desk = await node.NewTenant();
        return (await node.Send(desk, new CheckNumber.Command(desk.Number.Id))).Checks;
    }
}
