using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.TestKit;
using EscalationCqrs.Infrastructure.Carriers.RingCentral;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EscalationCqrs.Web.Tests.Carriers;

/// <summary>RingCentral as a carrier of messages, before a real database: what nodes share lies there.</summary>
public sealed class RingCentralMessagesTests : MessageCarrierContract, IAsyncLifetime
{
    private const string Extension = "/restapi/v1.0/account/~/extension/~";

    private readonly List<ServiceProvider> _nodes = [];
    private readonly TestClock _clock = new();
    private NpgsqlDataSource _database = null!;
    private int _signIns;

    // An account of the test's own: what is known of one is shared by all who have its credentials.
    protected override CarrierAccount Account { get; } = new($"client-{Guid.NewGuid():n}", "not-a-real-client-secret", "not.a.real-jwt");

    protected override Answer Refuses => Error(400, "CMN-101");

    protected override Answer OptedOut => new(200, """{"id":7,"messageStatus":"SendingFailed","deliveryErrorCode":"SMS-RC-413"}""");

    protected override Answer RefusesAccount => Error(403, "CMN-401");

    private Func<Answer> SignsIn { get; set; } = () => Token("token-1");

    public async Task InitializeAsync() => _database = NpgsqlDataSource.Create((await DeskDatabase.Get()).App);

    public async Task DisposeAsync()
    {
        _nodes.ForEach(n => n.Dispose());
        await _database.DisposeAsync();
    }

    protected override LoopbackCarrier Server(Func<Received, Answer> answer) => new(answer, request =>
    {
        if (request.Target != "/restapi/oauth/token")
            return null;
        Interlocked.Increment(ref _signIns);
        return SignsIn();
    });

    /// <summary>Each call makes another node.</summary>
    protected override IMessageCarrier CarrierAt(Uri address, int timeoutSeconds)
    {
        var node = RingCentralNode.Build(_database, address, timeoutSeconds, _clock);
        _nodes.Add(node);
        return node.GetRequiredService<IMessageCarrier>();
    }

    protected override Answer Accepts(string id) => new(200, $$"""{"id":"{{id}}","messageStatus":"Queued"}""");

    protected override Answer ThrottlesFor(int seconds) => Error(429, "CMN-301") with { Headers = $"Retry-After: {seconds}\r\nX-Rate-Limit-Group: medium\r\n" };

    [Theory]
    [InlineData(400, "CMN-101", typeof(SendOutcome.Refused))]
    [InlineData(400, "MSG-304", typeof(SendOutcome.Refused))]
    [InlineData(404, "CMN-102", typeof(SendOutcome.Refused))]
    [InlineData(403, "CMN-401", typeof(SendOutcome.AccountRefused))]
    [InlineData(403, "CMN-408", typeof(SendOutcome.AccountRefused))]
    [InlineData(409, "CMN-304", typeof(SendOutcome.Uncertain))]
    [InlineData(429, "CMN-302", typeof(SendOutcome.NotSent))]
    [InlineData(429, null, typeof(SendOutcome.NotSent))]
    [InlineData(403, null, typeof(SendOutcome.AccountRefused))]
    [InlineData(404, null, typeof(SendOutcome.Refused))]
    [InlineData(408, null, typeof(SendOutcome.Uncertain))]
    [InlineData(503, "CMN-211", typeof(SendOutcome.Uncertain))]
    public async Task Each_code_leads_to_its_outcome(int status, string? code, Type outcome) => Assert.IsType(outcome, await Outcome(Error(status, code)));

    [Fact]
    public async Task The_request_is_the_one_that_is_documented()
    {
        await using var server = Server(_ => Accepts("7"));
        await CarrierAt(server.Address, 30).Send(Sms, Account, default);

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", $"{Extension}/sms", "Bearer token-1"), (request.Method, request.Target, request.Authorization));
        var body = System.Text.Json.Nodes.JsonNode.Parse(request.Body)!;
        Assert.Equal((Sms.From, Sms.To, Sms.Text), ((string?)body["from"]!["phoneNumber"], (string?)body["to"]![0]!["phoneNumber"], (string?)body["text"]));
    }

    [Fact]
    public async Task Two_nodes_and_many_messages_at_once_sign_in_once()
    {
        await using var server = Server(_ => Accepts("7"));
        IMessageCarrier[] nodes = [CarrierAt(server.Address, 30), CarrierAt(server.Address, 30)];

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => nodes[i % 2].Send(Sms, Account, default)));

        Assert.Equal((20, 1), (server.Requests.Count, _signIns));
    }

    [Fact]
    public async Task A_token_is_replaced_before_its_end_and_used_on_if_that_fails()
    {
        await using var server = Server(_ => Accepts("7"));
        var carrier = CarrierAt(server.Address, 30);
        await carrier.Send(Sms, Account, default);
        _clock.Now += TimeSpan.FromMinutes(56);
        SignsIn = () => new(503, "");
        await carrier.Send(Sms, Account, default);
        SignsIn = () => Token("token-2");
        await carrier.Send(Sms, Account, default);

        Assert.Equal(["Bearer token-1", "Bearer token-1", "Bearer token-2"], server.Requests.Select(r => r.Authorization));
    }

    [Fact]
    public async Task A_token_that_was_ended_early_is_replaced_once()
    {
        var tokens = new Queue<string>(["token-1", "token-2"]);
        SignsIn = () => Token(tokens.Dequeue());
        await using var server = Server(r => r.Authorization == "Bearer token-1" ? Error(401, "OAU-213") : Accepts("7"));

        Assert.Equal(new SendOutcome.Accepted("7"), await CarrierAt(server.Address, 30).Send(Sms, Account, default));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(400, "invalid_grant", typeof(SendOutcome.AccountRefused))]
    [InlineData(400, "invalid_client", typeof(SendOutcome.AccountRefused))]
    [InlineData(503, "", typeof(SendOutcome.NotSent))]
    public async Task Nothing_is_sent_without_signing_in(int status, string error, Type outcome)
    {
        SignsIn = () => new(status, $$"""{"error":"{{error}}","error_description":"A sentence."}""");
        await using var server = Server(_ => Accepts("7"));

        Assert.IsType(outcome, await CarrierAt(server.Address, 30).Send(Sms, Account, default));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task After_429_no_node_sends_anything_until_the_time_has_passed()
    {
        var answers = new Queue<Answer>([ThrottlesFor(60)]);
        await using var server = Server(_ => answers.TryDequeue(out var next) ? next : Accepts("7"));
        var (one, other) = (CarrierAt(server.Address, 30), CarrierAt(server.Address, 30));
        Assert.IsType<SendOutcome.NotSent>(await one.Send(Sms, Account, default));

        _clock.Now += TimeSpan.FromSeconds(59);
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<SendOutcome.NotSent>(await other.Send(Sms, Account, default)).RetryAfter);
        Assert.Single(server.Requests);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.IsType<SendOutcome.Accepted>(await other.Send(Sms, Account, default));
    }

    [Fact]
    public async Task Without_a_word_how_long_it_is_half_a_minute()
    {
        await using var server = Server(_ => Error(429, "CMN-301"));
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<SendOutcome.NotSent>(await CarrierAt(server.Address, 30).Send(Sms, Account, default)).RetryAfter);
    }

    [Fact]
    public async Task When_nothing_is_left_nothing_more_is_sent_in_the_window()
    {
        await using var server = Server(_ => Accepts("7") with { Headers = "X-Rate-Limit-Group: medium\r\nX-Rate-Limit-Remaining: 0\r\nX-Rate-Limit-Window: 60\r\n" });
        var carrier = CarrierAt(server.Address, 30);

        Assert.IsType<SendOutcome.Accepted>(await carrier.Send(Sms, Account, default));
        Assert.IsType<SendOutcome.NotSent>(await carrier.Send(Sms, Account, default));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Signing_in_keeps_its_own_rate()
    {
        SignsIn = () => Error(429, "CMN-301") with { Headers = "Retry-After: 60\r\n" };
        await using var server = Server(_ => Accepts("7"));
        var carrier = CarrierAt(server.Address, 30);
        Assert.Equal(TimeSpan.FromSeconds(60), Assert.IsType<SendOutcome.NotSent>(await carrier.Send(Sms, Account, default)).RetryAfter);
        Assert.IsType<SendOutcome.NotSent>(await carrier.Send(Sms, Account, default));

        Assert.Equal(1, _signIns);
    }

    [Fact]
    public async Task A_list_gives_every_page_with_states_and_codes()
    {
        var since = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        await using var server = Server(r => new(200, r.Target.Contains("page=1", StringComparison.Ordinal)
            ? Page(true, Row(1, "09:00:05.000", "Delivered"), Row(2, "09:00:03.000", "Queued", from: "+15005550099"))
            : Page(false, Row(3, "09:00:02.000", "DeliveryFailed", error: "SMS-CAR-413"))));

        var list = await CarrierAt(server.Address, 30).ListSent(Account, Sms.From, Sms.To, since, default);

        Assert.Equal(
        [
            new("1", Sms.From, Sms.To, "text", since.AddSeconds(5), "Delivered", null, DeliveryState.Delivered),
            new("3", Sms.From, Sms.To, "text", since.AddSeconds(2), "DeliveryFailed", "SMS-CAR-413", DeliveryState.Undelivered, OptedOut: true),
        ], list);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task The_texts_to_one_number_are_listed_by_page_and_read_like_reports()
    {
        var since = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        await using var server = Server(r => new(200, Page(r.Target.Contains("page=1", StringComparison.Ordinal), Received(77, Sms.From), Received(78, "+15005550099"), Row(1, "09:00:05.000", "Delivered"))));
        var carrier = CarrierAt(server.Address, 30);

        var first = await carrier.ListReceived(Account, Sms.From, since, since.AddHours(1), null, default);
        var last = await carrier.ListReceived(Account, Sms.From, since, since.AddHours(1), first.NextPage, default);

        Assert.Equal(("2", null), (first.NextPage, last.NextPage));
        Assert.Equal(new CarrierEvent.SmsReceived("77", "+14155550123", Sms.From, "text", null) { EventId = "sms:77" }, new RingCentralWebhook().Read(Assert.Single(first.Calls)));
        Assert.Equal([1, 2], server.Requests.Select(r => int.Parse(System.Web.HttpUtility.ParseQueryString(r.Target.Split('?')[1])["page"]!, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(server.Requests, r => Assert.Contains("direction=Inbound&dateFrom=2026-11-20T09:00:00.000Z&dateTo=2026-11-20T10:00:00.000Z", r.Target, StringComparison.Ordinal));
    }

    private static string Received(long id, string to) =>
        $$"""{"id":{{id}},"from":{"phoneNumber":"+14155550123"},"to":[{"phoneNumber":"{{to}}"}],"subject":"text","direction":"Inbound","messageStatus":"Received","creationTime":"2026-11-20T09:00:00.000Z"}""";

    private static Answer Token(string value) => new(200, $$"""{"access_token":"{{value}}","token_type":"bearer","expires_in":3600}""");

    private static Answer Error(int status, string? code) => new(status, code is null ? "<html>gateway</html>" : $$"""{"errorCode":"{{code}}","message":"A sentence.","errors":[]}""");

    private static string Page(bool more, params string[] rows) => $$"""{"records":[{{string.Join(',', rows)}}],"navigation":{{(more ? "{\"nextPage\":{\"uri\":\"x\"}}" : "{}")}}}""";

    private static string Row(long id, string time, string status, string from = "+15005550006", string? error = null) =>
        $$"""
        {"id":{{id}},"from":{"phoneNumber":"{{from}}"},"to":[{"phoneNumber":"+14155550123"}],"subject":"text","direction":"Outbound","messageStatus":"{{status}}",
         "creationTime":"2026-11-20T{{time}}Z"{{(error is null ? "" : $",\"deliveryErrorCode\":\"{error}\"")}}}
        """;

    private sealed class TestClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
