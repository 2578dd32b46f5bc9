using System.Globalization;
using System.Text.Json.Nodes;
using EscalationCqrs.CarrierSimulator;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace EscalationCqrs.TestKit;

/// <summary>The bundled telephone network on a free port, in this process.</summary>
public sealed class SimulatedCarrier : IAsyncDisposable
{
    private static int s_numbers;

    private readonly WebApplication _app;

    private SimulatedCarrier(WebApplication app)
    {
        _app = app;
        Address = app.Address();
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public static async Task<SimulatedCarrier> Start()
    {
        var app = Simulator.Build(new SimulatorOptions { Port = 0, StepDelay = TimeSpan.Zero, Second = TimeSpan.FromMilliseconds(200) });
        await app.StartAsync();
        return new SimulatedCarrier(app);
    }

    /// <summary>A number that nobody else in this process uses.</summary>
    public static string FreshNumber() => $"+1415{2_000_000 + Interlocked.Increment(ref s_numbers)}";

    /// <summary>Opens an account that owns one number.</summary>
    public async Task<(string Sid, string AuthToken, string Number)> OpenAccount()
    {
        var (sid, token, number) = ($"AC{Guid.NewGuid():n}", Guid.NewGuid().ToString("n"), FreshNumber());
        (await Http.Post("/simulator/accounts", new { sid, authToken = token, numbers = new[] { number } })).Is(201);
        return (sid, token, number);
    }

    /// <summary>Opens an account that owns one number and is used through an application with a JWT.</summary>
    /// <param name="scopes">What the application may do; null for everything.</param>
    public async Task<(string ClientId, string ClientSecret, string Jwt, string Number)> OpenExtension(string[]? scopes = null)
    {
        var (clientId, clientSecret, jwt, number) = ($"client-{Guid.NewGuid():n}", Guid.NewGuid().ToString("n"), $"a.{Guid.NewGuid():n}.c", FreshNumber());
        (await Http.Post("/simulator/accounts", new { authToken = Guid.NewGuid().ToString("n"), numbers = new[] { number }, app = new { clientId, clientSecret, jwt, scopes } })).Is(201);
        return (clientId, clientSecret, jwt, number);
    }

    /// <summary>The carrier takes another JWT from now on.</summary>
    public async Task Replace((string ClientId, string ClientSecret, string Jwt, string Number) app, string jwt)
    {
        var sid = (await Http.Get("/simulator/numbers")).Is(200)["items"]!.AsArray().Single(n => n!["number"]!.GetValue<string>() == app.Number)!["accountSid"]!.GetValue<string>();
        (await Http.Post("/simulator/accounts", new { sid, authToken = Guid.NewGuid().ToString("n"), app = new { app.ClientId, app.ClientSecret, jwt } })).Is(201);
    }

    /// <summary>All messages from or to a number, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> Messages(string number)
    {
        var escaped = Uri.EscapeDataString(number);
        var (to, from) = (await Http.Get($"/simulator/messages?to={escaped}"), await Http.Get($"/simulator/messages?from={escaped}"));
        return [.. to.Is(200)["items"]!.AsArray().Concat(from.Is(200)["items"]!.AsArray()).OrderBy(m => At(m!)).Select(m => m!)];
    }

    /// <summary>The texts that a phone received.</summary>
    public async Task<IReadOnlyList<string>> Received(string phone) =>
        [.. (await Http.Get($"/simulator/messages?to={Uri.EscapeDataString(phone)}")).Is(200)["items"]!.AsArray().Select(m => m!["body"]!.GetValue<string>())];

    /// <summary>A customer writes to a desk's number.</summary>
    public async Task Writes(string from, string to, string body) => (await Http.Post("/simulator/inbound-sms", new { from, to, body })).Is(201);

    /// <summary>All calls from or to a number, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> Calls(string number) =>
        [.. (await Http.Get($"/simulator/calls?phone={Uri.EscapeDataString(number)}")).Is(200)["items"]!.AsArray().Select(c => c!)];

    /// <summary>The latest call on a telephone, once it stands as wanted.</summary>
    public Task<string> CallOn(string phone, string status) => Eventually.Passes(async () =>
    {
        var call = (await Calls(phone)).LastOrDefault();
        Assert.Equal(status, call?["status"]!.GetValue<string>());
        return call!["sid"]!.GetValue<string>();
    });

    /// <summary>What a person does with a telephone: answer, hangup, press or say.</summary>
    public async Task Act(string call, string what, object? body = null) => (await Http.Post($"/simulator/calls/{call}/{what}", body ?? new { })).Is(200);

    /// <summary>Answers the telephone once it rings.</summary>
    public async Task<string> PicksUp(string phone)
    {
        var call = await CallOn(phone, "ringing");
        await Act(call, "answer");
        return call;
    }

    /// <summary>Presses a key once the telephone asks for it.</summary>
    public async Task Presses(string phone, string words, string digits)
    {
        var call = await CallOn(phone, "in-progress");
        await Eventually.Passes(async () => Assert.Contains((await Calls(phone))[^1]["heard"]!.AsArray(), h => h!.GetValue<string>().Contains(words, StringComparison.Ordinal)));
        await Act(call, "press", new { digits });
    }

    /// <summary>Waits until a telephone is connected with another one.</summary>
    public Task Talks(string phone) => Eventually.Passes(async () => Assert.NotNull((await Calls(phone))[^1]["talksTo"]));

    /// <summary>A customer calls a desk's number.</summary>
    public async Task<string> Rings(string from, string to) => (await Http.Post("/simulator/inbound-call", new { from, to })).Is(201).String("sid");

    /// <summary>What goes wrong from now on; an empty plan mends it.</summary>
    public async Task Faults(object plan) => (await Http.Post("/simulator/faults", plan)).Is(200);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static DateTimeOffset At(JsonNode message) => DateTimeOffset.Parse(message["createdAt"]!.GetValue<string>(), CultureInfo.InvariantCulture);
}
