using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using EscalationCqrs.CarrierSimulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Web.Tests.Simulator;

/// <summary>The simulated network as RingCentral: held against RingCentral's own client, and in what that client does not show.</summary>
public sealed class RingCentralTests : IAsyncLifetime
{
    private const string Api = "/restapi/v1.0", Extension = Api + "/account/~/extension/~", Desk = CarrierSimulator.Simulator.DemoExtensionNumber;

    private RunningSimulator _network = null!;
    private EventSink _sink = null!;

    public async Task InitializeAsync()
    {
        _network = await RunningSimulator.Start();
        _sink = await EventSink.Start();
    }

    public async Task DisposeAsync()
    {
        await _sink.DisposeAsync();
        await _network.DisposeAsync();
    }

    [Fact]
    public async Task The_official_client_signs_in_sends_lists_subscribes_and_understands_refusals()
    {
        var app = CarrierSimulator.Simulator.DemoApp;
        var output = await NodeScript.Run("official-ringcentral-client.mjs", input: "", ("SIM_URL", _network.Address.ToString()), ("CLIENT_ID", app.ClientId), ("CLIENT_SECRET", app.ClientSecret),
            ("JWT", app.Jwt), ("DESK", Desk), ("SINK", _sink.Url("").ToString().TrimEnd('/')));

        Assert.Contains("The official client is content.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_handshake_comes_before_the_subscription_and_every_delivery_carries_our_token()
    {
        await SignIn();
        var id = (string)(await Subscribe())["id"]!;
        await _network.Control("inbound-sms", new { from = RunningSimulator.Customer, to = Desk, body = "Hello there" });
        await _network.Settled();

        Assert.Equal(("", true), (_sink.Calls[0].Body, _sink.Calls[0].Validation.Length > 0));
        var events = _sink.Calls.Skip(1).ToList();
        Assert.All(events, e => Assert.Equal("our-token", e.Verification));
        var instant = JsonNode.Parse(events.Single(e => e.Body.Contains("instant", StringComparison.Ordinal)).Body)!;
        Assert.Equal(id, (string?)instant["subscriptionId"]);
        Assert.Equal((RunningSimulator.Customer, "Hello there", "Inbound", "Received"), ((string?)instant["body"]!["from"]!["phoneNumber"], (string?)instant["body"]!["subject"], (string?)instant["body"]!["direction"], (string?)instant["body"]!["messageStatus"]));
        Assert.True(long.TryParse((string?)instant["body"]!["id"], out _));
        Assert.Single(events, e => e.Body.Contains("\"newCount\":1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_subscription_whose_address_keeps_failing_is_blacklisted()
    {
        await SignIn();
        var id = (string)(await Subscribe())["id"]!;
        _sink.Status = 500;
        for (var i = 0; i < 3; i++)
            await _network.Control("inbound-sms", new { from = RunningSimulator.Customer, to = Desk, body = "Hello" });
        await _network.Settled();

        Assert.Equal("Blacklisted", (string?)(await _network.Client.GetFromJsonAsync<JsonNode>($"{Api}/subscription/{id}"))!["status"]);
    }

    [Fact]
    public async Task Each_request_during_the_penalty_begins_it_anew()
    {
        var clock = new TestKit.FixedClock();
        var app = CarrierSimulator.Simulator.Build(new SimulatorOptions { Port = 0, StepDelay = TimeSpan.Zero }, clock);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = app.Address() };
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await Token(client)).StatusCode);

        var refused = await Token(client);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(60), "auth"), (refused.StatusCode, refused.Headers.RetryAfter!.Delta!.Value, refused.Headers.GetValues("X-Rate-Limit-Group").Single()));
        clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Token(client)).StatusCode);
        clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Token(client)).StatusCode);
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.OK, (await Token(client)).StatusCode);
        await app.StopAsync();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task The_sixth_session_ends_the_first()
    {
        await SignIn();
        Assert.Equal(HttpStatusCode.OK, (await _network.Client.GetAsync($"{Extension}/phone-number")).StatusCode);
        await _network.Control("reset", new { });   // the rate of signing in is another matter
        using var other = new HttpClient { BaseAddress = _network.Address };
        for (var i = 0; i < 5; i++)
            (await Token(other)).EnsureSuccessStatusCode();

        var refused = await _network.Client.GetAsync($"{Extension}/phone-number");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("OAU-213", (string?)(await RunningSimulator.Json(refused))["errorCode"]);
    }

    [Fact]
    public async Task An_opted_out_customer_is_refused_behind_the_carrier()
    {
        await SignIn();
        await _network.Control("inbound-sms", new { from = RunningSimulator.Customer, to = Desk, body = "STOP" });
        var sent = await RunningSimulator.Json(await Send("Still there?"));
        await _network.Settled();

        var message = (await _network.Client.GetFromJsonAsync<JsonNode>($"{Extension}/message-store/{sent["id"]}"))!;
        Assert.Equal(("DeliveryFailed", "SMS-CAR-413"), ((string?)message["messageStatus"], (string?)message["deliveryErrorCode"]));
    }

    [Fact]
    public async Task Faults_hit_sends_here_too()
    {
        await SignIn();
        await _network.Faults(new { status = 503, count = 1 });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Send("one")).StatusCode);
        await _network.Faults(new { acceptThenTimeout = true, count = 1 });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _network.Client.PostAsJsonAsync($"{Extension}/sms", Sms("two"), patience.Token));
        await _network.Settled();

        Assert.Equal(["two"], (await _network.Messages()).Select(m => (string?)m!["body"]));
    }

    private Task<HttpResponseMessage> Send(string text) => _network.Client.PostAsJsonAsync($"{Extension}/sms", Sms(text));

    private static object Sms(string text) => new { from = new { phoneNumber = Desk }, to = new[] { new { phoneNumber = RunningSimulator.Customer } }, text };

    private async Task<JsonNode> Subscribe() => await RunningSimulator.Json((await _network.Client.PostAsJsonAsync($"{Api}/subscription", new
    {
        eventFilters = new[] { $"{Extension}/message-store/instant?type=SMS", $"{Extension}/message-store" },
        deliveryMode = new { transportType = "WebHook", address = _sink.Url("/echo"), verificationToken = "our-token" },
        expiresIn = 3600,
    })).EnsureSuccessStatusCode());

    private async Task SignIn() => _network.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await RunningSimulator.Json(await Token(_network.Client)))["access_token"]!);

    private static async Task<HttpResponseMessage> Token(HttpClient client)
    {
        var app = CarrierSimulator.Simulator.DemoApp;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/restapi/oauth/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), new("assertion", app.Jwt)]),
            Headers = { Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.ClientId}:{app.ClientSecret}"))) },
        };
        return await client.SendAsync(request);
    }

    /// <summary>A subscriber: echoes the handshake at <c>/echo</c> only, and keeps what comes.</summary>
    private sealed class EventSink : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly System.Collections.Concurrent.ConcurrentQueue<Call> _calls = [];

        private EventSink(WebApplication app) => _app = app;

        public sealed record Call(string Validation, string Verification, string Body);

        public IReadOnlyList<Call> Calls => [.. _calls];

        public int Status { get; set; } = 200;

        public Uri Url(string path) => new(_app.Urls.First() + path);

        public static async Task<EventSink> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var sink = new EventSink(builder.Build());
            sink._app.MapPost("/{**path}", sink.Take);
            await sink._app.StartAsync();
            return sink;
        }

        private async Task<IResult> Take(HttpRequest request)
        {
            using var reader = new StreamReader(request.Body);
            var (validation, body) = (request.Headers["Validation-Token"].ToString(), await reader.ReadToEndAsync());
            _calls.Enqueue(new(validation, request.Headers["Verification-Token"].ToString(), body));
            if (validation.Length > 0 && request.Path == "/echo")
                request.HttpContext.Response.Headers["Validation-Token"] = validation;
            return Results.Json(new { status = "received" }, statusCode: Status);
        }

        public async ValueTask DisposeAsync()
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }
}
