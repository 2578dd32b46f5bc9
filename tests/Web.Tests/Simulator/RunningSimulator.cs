using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using EscalationCqrs.CarrierSimulator;
using Microsoft.AspNetCore.Builder;

namespace EscalationCqrs.Web.Tests.Simulator;

/// <summary>A simulator of the test's own, on a free port, with a client that holds the demo account's credentials.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    public const string Desk = CarrierSimulator.Simulator.DemoNumber;
    public const string Customer = "+14155550123";

    private readonly WebApplication _app;

    private RunningSimulator(WebApplication app)
    {
        _app = app;
        Address = app.Address();
        Client = new HttpClient { BaseAddress = Address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $"{CarrierSimulator.Simulator.DemoAccountSid}:{CarrierSimulator.Simulator.DemoAuthToken}")));
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public static string AccountPath => $"/2010-04-01/Accounts/{CarrierSimulator.Simulator.DemoAccountSid}";

    public static async Task<RunningSimulator> Start(TimeSpan? stepDelay = null, string? statePath = null)
    {
        var app = CarrierSimulator.Simulator.Build(new SimulatorOptions
        {
            Port = 0,
            StepDelay = stepDelay ?? TimeSpan.Zero,
            Second = TimeSpan.FromMilliseconds(200),
            StatePath = statePath,
        });
        await app.StartAsync();
        return new RunningSimulator(app);
    }

    public Task<HttpResponseMessage> PostForm(string path, params (string Name, string Value)[] fields) =>
        Client.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    public Task<HttpResponseMessage> Send(string body = "hello", string to = Customer, string from = Desk, Uri? statusCallback = null) =>
        PostForm(
            $"{AccountPath}/Messages.json",
            statusCallback is null ? [("To", to), ("From", from), ("Body", body)] : [("To", to), ("From", from), ("Body", body), ("StatusCallback", statusCallback.OriginalString)]);

    public async Task<string> Sent(string body = "hello", string to = Customer, Uri? statusCallback = null)
    {
        using var answer = await Send(body, to, statusCallback: statusCallback);
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        return (await Json(answer))["sid"]!.GetValue<string>();
    }

    public Task<HttpResponseMessage> Control(string path, object body) => Client.PostAsJsonAsync($"/simulator/{path}", body);

    public async Task Faults(object plan) => (await Control("faults", plan)).EnsureSuccessStatusCode();

    public async Task<JsonNode> Inbound(string body, string from = Customer)
    {
        using var answer = await Control("inbound-sms", new { from, to = Desk, body });
        return await Json(answer.EnsureSuccessStatusCode());
    }

    /// <summary>Places a call that asks <paramref name="script"/> once it is answered.</summary>
    public async Task<string> Called(Uri script, Uri? status = null, string to = Customer, params (string Name, string Value)[] more)
    {
        (string, string)[] reports = status is null ? [] : [("StatusCallback", status.OriginalString), ("StatusCallbackEvent", "initiated"), ("StatusCallbackEvent", "ringing answered completed")];
        using var answer = await PostForm($"{AccountPath}/Calls.json", [("To", to), ("From", Desk), ("Url", script.OriginalString), .. reports, .. more]);
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        return (await Json(answer))["sid"]!.GetValue<string>();
    }

    public async Task<IReadOnlyList<JsonNode>> Calls(string phone) =>
        [.. (await Client.GetFromJsonAsync<JsonNode>($"/simulator/calls?phone={Uri.EscapeDataString(phone)}"))!["items"]!.AsArray().Select(c => c!)];

    /// <summary>The latest call on a telephone once it is as wanted.</summary>
    public async Task<string> CallOn(string phone, string status)
    {
        JsonNode? call = null;
        await Eventually(async () => (call = (await Calls(phone)).LastOrDefault()) is not null && (string)call["status"]! == status);
        return (string)call!["sid"]!;
    }

    /// <summary>What a person does with a telephone: answer, hangup, press or say.</summary>
    public async Task Act(string sid, string what, object? body = null) => (await Control($"calls/{sid}/{what}", body ?? new { })).EnsureSuccessStatusCode();

    public async Task<JsonArray> Messages(string query = "") =>
        (await Client.GetFromJsonAsync<JsonNode>($"/simulator/messages{query}"))!["items"]!.AsArray();

    public async Task<JsonNode> Message(string sid) => (await Messages()).Single(m => m!["sid"]!.GetValue<string>() == sid)!;

    public Task ConnectInbound(Uri url) => Connect(("SmsUrl", url.OriginalString), ("SmsMethod", "POST"));

    public Task ConnectVoice(Uri url) => Connect(("VoiceUrl", url.OriginalString), ("VoiceMethod", "POST"));

    private async Task Connect(params (string Name, string Value)[] settings)
    {
        var numbers = await Client.GetFromJsonAsync<JsonNode>($"{AccountPath}/IncomingPhoneNumbers.json");
        var sid = numbers!["incoming_phone_numbers"]![0]!["sid"]!.GetValue<string>();
        using var answer = await PostForm($"{AccountPath}/IncomingPhoneNumbers/{sid}.json", settings);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until no message is on its way and every webhook has been answered.</summary>
    public Task Settled() => Eventually(async () =>
    {
        var health = await Client.GetFromJsonAsync<JsonNode>("/simulator/health");
        return health!["pendingSteps"]!.GetValue<int>() == 0 && health["pendingCallbacks"]!.GetValue<int>() == 0 && health["runningCalls"]!.GetValue<int>() == 0
            && (await Messages()).All(m => m!["status"]!.GetValue<string>() is not ("queued" or "sending"));
    });

    public static async Task Eventually(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(5, patience.Token);
    }

    public static async Task<JsonNode> Json(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonNode>())!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
