using System.Diagnostics;
using System.Net;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Infrastructure.Carriers.Twilio;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Web.Tests.Carriers;

public sealed class TwilioMessagesTests : MessageCarrierContract
{
    private const string Messages = "/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json";

    protected override Answer Refuses => Error(400, 21211);

    protected override Answer OptedOut => Error(400, 21610);

    protected override Answer RefusesAccount => Error(401, 20003);

    protected override IMessageCarrier CarrierAt(Uri address, int timeoutSeconds) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Twilio:BaseAddress"] = address.AbsoluteUri,
            ["Twilio:TimeoutSeconds"] = $"{timeoutSeconds}",
        }).Build())
        .AddTwilio()
        .BuildServiceProvider()
        .GetRequiredService<IMessageCarrier>();

    protected override Answer Accepts(string id) => new(201, $$"""{"sid":"{{id}}","status":"queued"}""");

    protected override Answer ThrottlesFor(int seconds) => Error(429, 20429) with { Headers = $"Retry-After: {seconds}\r\n" };

    [Theory]
    [InlineData(400, 21211, typeof(SendOutcome.Refused))]
    [InlineData(400, 21614, typeof(SendOutcome.Refused))]
    [InlineData(400, 21617, typeof(SendOutcome.Refused))]
    [InlineData(404, 20404, typeof(SendOutcome.Refused))]
    [InlineData(400, 21610, typeof(SendOutcome.Refused))]
    [InlineData(400, 21611, typeof(SendOutcome.NotSent))]
    [InlineData(429, 20429, typeof(SendOutcome.NotSent))]
    [InlineData(429, null, typeof(SendOutcome.NotSent))]
    [InlineData(401, 20003, typeof(SendOutcome.AccountRefused))]
    [InlineData(403, 20003, typeof(SendOutcome.AccountRefused))]
    [InlineData(401, null, typeof(SendOutcome.AccountRefused))]
    [InlineData(400, 30002, typeof(SendOutcome.AccountRefused))]
    [InlineData(404, null, typeof(SendOutcome.Refused))]
    [InlineData(408, null, typeof(SendOutcome.Uncertain))]
    [InlineData(500, 20500, typeof(SendOutcome.Uncertain))]
    [InlineData(503, 20503, typeof(SendOutcome.Uncertain))]
    public async Task Each_code_leads_to_its_outcome(int status, int? code, Type outcome) => Assert.IsType(outcome, await Outcome(Error(status, code)));

    [Fact]
    public async Task A_full_queue_is_left_alone_for_a_while() =>
        Assert.True(Assert.IsType<SendOutcome.NotSent>(await Outcome(Error(400, 21611))).RetryAfter >= TimeSpan.FromMinutes(10));

    [Fact]
    public async Task The_refusal_carries_code_and_sentence_but_no_number() => Assert.Equal(
        new SendOutcome.Refused("21211", "The 'To' number [phone …23] is not valid."),
        await Outcome(new Answer(400, """{"code":21211,"message":"The 'To' number +14155550123 is not valid.","status":400}""")));

    [Fact]
    public async Task The_request_is_the_one_the_official_client_makes()
    {
        await using var server = new LoopbackCarrier(_ => Accepts("SM00000000000000000000000000000002"));
        await CarrierAt(server.Address, 30).Send(Sms, Account, default);
        await OfficialClientSends(server.Address);

        Assert.Equal(2, server.Requests.Count);
        var (ours, theirs) = (server.Requests.First(), server.Requests.Last());
        Assert.Equal((theirs.Method, theirs.Target, theirs.Authorization), (ours.Method, ours.Target, ours.Authorization));
        Assert.Equal(Form(theirs.Body), Form(ours.Body));
        Assert.Equal(4, Form(ours.Body).Count);
    }

    [Fact]
    public async Task The_list_follows_the_pages_until_it_is_too_old_and_knows_waiting_messages()
    {
        var since = new DateTimeOffset(2026, 11, 20, 10, 0, 0, 500, TimeSpan.Zero);
        await using var server = new LoopbackCarrier(r => new Answer(200, r.Target.Contains("Page=2", StringComparison.Ordinal)
            ? Page("/never-asked", Row("SM3", "10:00:00", "sent"), Row("SM4", "09:59:59", "sent"))
            : Page(Messages + "?To=x&Page=2&PageToken=t", Row("SM1", "10:00:09", "queued"), Row("SM9", "10:00:08", "received", direction: "inbound"), Row("SM2", "10:00:05", "failed", error: "30003"))));

        var list = await CarrierAt(server.Address, 30).ListSent(Account, "+15005550006", "+14155550123", since, default);

        Assert.Equal(["SM1", "SM2", "SM3"], list.Select(m => m.CarrierMessageId));
        Assert.Equal(new CarrierMessage("SM2", "+15005550006", "+14155550123", "text", since.AddSeconds(4.5), "failed", "30003", DeliveryState.Failed), list[1]);
        Assert.Equal([$"{Messages}?From=%2B15005550006&To=%2B14155550123&PageSize=100", Messages + "?To=x&Page=2&PageToken=t"], server.Requests.Select(r => r.Target));
    }

    [Theory]
    [InlineData("https://elsewhere.example/next")]
    [InlineData("//elsewhere.example/next")]
    public async Task A_next_page_at_another_host_is_not_asked(string next)
    {
        await using var server = new LoopbackCarrier(_ => new Answer(200, Page(next)));

        await Assert.ThrowsAsync<CarrierUnavailable>(() => CarrierAt(server.Address, 30).ListSent(Account, "+1", "+2", DateTimeOffset.UnixEpoch, default));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Connecting_a_number_gives_Twilio_our_address()
    {
        await using var server = new LoopbackCarrier(r => r.Method == "GET"
            ? new Answer(200, """{"incoming_phone_numbers":[{"sid":"PN1","phone_number":"+15005550006"}]}""")
            : new Answer(200, """{"sid":"PN1"}"""));

        await CarrierAt(server.Address, 30).ConnectNumber(Account, "+15005550006", new(new("https://desk.example/api/v1/webhooks/twilio/key/sms"), new("https://desk.example/api/v1/webhooks/twilio/key/voice"), new("https://desk.example/api/v1/webhooks/twilio/key/voice-status")), null, default);

        var update = server.Requests.Last();
        Assert.Equal(("POST", "/2010-04-01/Accounts/AC00000000000000000000000000000001/IncomingPhoneNumbers/PN1.json"), (update.Method, update.Target));
        Assert.Equal("https://desk.example/api/v1/webhooks/twilio/key/sms", Form(update.Body)["SmsUrl"]);
        Assert.Equal(("https://desk.example/api/v1/webhooks/twilio/key/voice", "https://desk.example/api/v1/webhooks/twilio/key/voice-status"), (Form(update.Body)["VoiceUrl"], Form(update.Body)["StatusCallback"]));
    }

    [Fact]
    public async Task A_number_of_somebody_else_cannot_be_connected()
    {
        await using var server = new LoopbackCarrier(_ => new Answer(200, """{"incoming_phone_numbers":[]}"""));

        await Assert.ThrowsAsync<CarrierUnavailable>(() => CarrierAt(server.Address, 30).ConnectNumber(Account, "+15005550006", new(new("https://desk.example/sms"), new("https://desk.example/voice"), new("https://desk.example/voice-status")), null, default));
        Assert.Single(server.Requests);
    }

    private static Answer Error(int status, int? code) =>
        new(status, code is null ? "<html>gateway</html>" : $$"""{"code":{{code}},"message":"A sentence.","more_info":"","status":{{status}}}""");

    private static string Page(string next, params string[] rows) => $$"""{"messages":[{{string.Join(',', rows)}}],"next_page_uri":"{{next}}"}""";

    private static string Row(string sid, string time, string status, string direction = "outbound-api", string error = "null") =>
        $$"""
        {"sid":"{{sid}}","from":"+15005550006","to":"+14155550123","body":"text","direction":"{{direction}}","status":"{{status}}",
         "date_created":"Fri, 20 Nov 2026 {{time}} +0000","date_sent":null,"error_code":{{error}}}
        """;

    private static SortedDictionary<string, string> Form(string body) => new(
        body.Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => WebUtility.UrlDecode(p[1])), StringComparer.Ordinal);

    private async Task OfficialClientSends(Uri address)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "EscalationCqrs.sln")))
            folder = folder.Parent;

        var script = """
            const [account, token, address, sms] = process.argv.slice(1);
            const client = require('twilio')(account, token);
            client.api.baseUrl = address;
            client.messages.create(JSON.parse(sms)).catch((error) => { console.error(error); process.exitCode = 1; });
            """;
        var sms = JsonSerializer.Serialize(new { to = Sms.To, from = Sms.From, body = Sms.Text, statusCallback = Sms.StatusCallback.AbsoluteUri });
        using var node = Process.Start(new ProcessStartInfo("node", ["--eval", script, Account.AccountId, Account.Secret, address.AbsoluteUri.TrimEnd('/'), sms])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
        })!;
        var errors = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, errors);
    }
}
