using EscalationCqrs.TestKit;
using Npgsql;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>The carrier and the database fail while staff work: messages wait or are settled, none is lost, none goes out twice.</summary>
public sealed class FaultTests(FaultTests.FragileServer server) : IClassFixture<FaultTests.FragileServer>, IAsyncLifetime
{
    private const string Escalations = "/api/v1/escalations";

    private DeskTenant _tenant = null!;
    private Guid _escalation;
    private string _phone = "";

    /// <summary>A desk with a PostgreSQL of its own that can be restarted, and a wire to it that can be cut.</summary>
    public sealed class FragileServer : DeskServer
    {
        public CuttableLink Link { get; private set; } = null!;

        public PostgresServer Postgres { get; private set; } = null!;

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Link.DisposeAsync();
            await Postgres.DisposeAsync();
        }

        /// <summary>Closes the connections of <see cref="DeskServer.Sql"/>, which do not survive a restart; the desk's own are left to the desk.</summary>
        public void ForgetOwnConnections()
        {
            using var connection = new NpgsqlConnection(Database.Owner);
            NpgsqlConnection.ClearPool(connection);
        }

        protected override async Task<DeskDatabase> NewDatabase()
        {
            Postgres = await PostgresServer.Start();
            return await DeskDatabase.CreateAnother(Postgres.ConnectionString);
        }

        protected override string DatabaseFor(string connectionString)
        {
            var target = new NpgsqlConnectionStringBuilder(connectionString);
            Link ??= CuttableLink.To(target.Host!, target.Port);
            (target.Host, target.Port) = ("127.0.0.1", Link.Port);
            return target.ConnectionString;
        }
    }

    public async Task InitializeAsync()
    {
        _tenant = await server.NewTenant();
        await _tenant.Connect();
        _phone = SimulatedCarrier.FreshNumber();
        _escalation = await _tenant.Admin.Claims(await _tenant.Escalated(_phone));
    }

    public Task DisposeAsync() => server.Carrier.Faults(new { });

    [Fact]
    public async Task While_the_carrier_throttles_messages_wait_and_then_go_out_once()
    {
        await server.Carrier.Faults(new { status = 429, count = 4 });

        await Send("first", "second", "third");

        await Arrive("first", "second", "third");
    }

    [Fact]
    public async Task A_slow_carrier_holds_nobody_up()
    {
        await server.Carrier.Faults(new { delayMs = 1500, count = 3 });

        await Send("one", "two", "three");

        await Arrive("one", "two", "three");
    }

    [Fact]
    public async Task A_message_that_was_taken_without_an_answer_is_settled_and_not_sent_again()
    {
        await server.Carrier.Faults(new { acceptThenTimeout = true, dropCallbacks = true, count = 1 });

        await Send("taken");

        await Arrive("taken");
    }

    public static TheoryData<string> Doubts => ["garbage", "500", "503", "timeout"];

    [Theory]
    [MemberData(nameof(Doubts))]
    public async Task An_answer_that_says_nothing_leaves_the_message_in_doubt_until_the_carrier_is_known_not_to_have_it(string fault)
    {
        await server.Carrier.Faults(fault switch
        {
            "garbage" => new { garbage = true, count = 1 },
            "timeout" => new { timeout = true, count = 1 },
            _ => (object)new { status = int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture), count = 1 },
        });
        var message = (await Send("doubtful"))[0];
        await State(message, "uncertain");
        Assert.Empty(await server.Carrier.Received(_phone));

        // Ten minutes later.
        await server.Sql("update communications.messages set dispatched_at = dispatched_at - interval '11 minutes', next_attempt_at = null where id = $1", message);
        await State(message, "failed");
        (await _tenant.Admin.Api.Post($"{Escalations}/{_escalation}/messages/{message}/retry")).Is(200);

        await Eventually.Passes(async () => Assert.Equal(["doubtful"], await server.Carrier.Received(_phone)), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Reports_twice_and_in_the_wrong_order_change_nothing()
    {
        await server.Carrier.Faults(new { duplicateCallbacks = true, reorderCallbacks = true });

        await Send("a", "b", "c", "d", "e");

        await Arrive("a", "b", "c", "d", "e");
    }

    [Fact]
    public async Task Connections_killed_under_load_lose_and_repeat_nothing()
    {
        var texts = Enumerable.Range(0, 40).Select(i => $"load {i}").ToArray();
        var role = new NpgsqlConnectionStringBuilder(server.Database.App).Username!;
        using var done = new CancellationTokenSource();
        var killing = Kill(role, done.Token);

        await Parallel.ForEachAsync(texts, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (text, _) => await Insist(text));

        await done.CancelAsync();
        Assert.True(await killing > 0, "Some connection was killed.");
        // The carrier reports once: where its report met a broken connection, the desk knows that it was taken, not that it arrived.
        await Arrive(texts, "('accepted', 'sent', 'delivered')");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_restarted_under_load_loses_and_repeats_nothing(bool crashes)
    {
        await using var stream = await LiveStream.Open(_tenant.Admin.Api, "/api/v1/events");
        var (texts, sent, middle) = (Enumerable.Range(0, 90).Select(i => $"load {i}").ToArray(), 0, new TaskCompletionSource());
        var restart = middle.Task.ContinueWith(_ => crashes ? server.Postgres.Crash() : server.Postgres.Restart(), TaskScheduler.Default).Unwrap();

        await Parallel.ForEachAsync(texts, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (text, _) =>
        {
            await Insist(text);
            if (Interlocked.Increment(ref sent) == 20)
                middle.SetResult();
        });

        await restart;
        server.ForgetOwnConnections();
        await Arrive(texts, "('accepted', 'sent', 'delivered')");
        await Eventually.Passes(async () => (await server.Anyone.Get("/health/ready")).Is(200));
        // Customers' answers come in as before, and who looked on all the time is told.
        await server.Carrier.Writes(_phone, _tenant.Number, "Back again");
        await stream.Next("new_message", e => e.Json["type"]!.GetValue<string>() == "customer_message");
    }

    [Fact]
    public async Task While_the_database_is_away_the_desk_says_so_and_then_goes_on_by_itself()
    {
        await using var stream = await LiveStream.Open(_tenant.Admin.Api, "/api/v1/events");
        server.Link.Cut();
        try
        {
            var answer = (await _tenant.Admin.Api.Get(Escalations)).Is(503, "database_away");
            Assert.NotEmpty(answer.Headers["Retry-After"]);
            (await _tenant.Admin.Api.Post($"{Escalations}/{_escalation}/messages", new { channel = "sms", text = "never" })).Is(503, "database_away");
            (await server.Anyone.Post("/api/v1/auth/login", new { email = _tenant.Admin.Email, password = DeskTenant.Password })).Is(503, "database_away");
            (await server.Anyone.Post($"/api/v1/public/{_tenant.Slug}/conversations", new { })).Is(503, "database_away");
        }
        finally
        {
            server.Link.Mend();
        }

        await Insist("after");
        await Arrive("after");
        await stream.Next("message_status");
    }

    private async Task<int> Kill(string role, CancellationToken done)
    {
        var killed = 0;
        while (!done.IsCancellationRequested)
        {
            killed += (int)(long)(await server.Sql("select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity where usename = $1) as killed", role))!;
            await Task.Delay(150, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return killed;
    }

    /// <summary>Sends as a careful client does: with an id of its own, again after 503.</summary>
    private Task Insist(string text)
    {
        var clientRequestId = Guid.NewGuid();
        return Eventually.Passes(async () =>
        {
            var answer = await _tenant.Admin.Api.Post($"{Escalations}/{_escalation}/messages", new { channel = "sms", text, clientRequestId });
            if (answer.Status is not (201 or 503))
                throw new ArgumentException($"Only 201 and 503 are right here, not {answer.Status}: {answer.Text}");
            answer.Is(201);
        }, TimeSpan.FromMinutes(1));
    }

    private async Task<IReadOnlyList<Guid>> Send(params string[] texts)
    {
        var ids = new List<Guid>();
        foreach (var text in texts)
            ids.Add((await _tenant.Admin.Api.Post($"{Escalations}/{_escalation}/messages", new { channel = "sms", text })).Is(201).Id("messageId"));
        return ids;
    }

    private Task State(Guid message, string state) => Eventually.Passes(async () =>
        Assert.Equal(state, await server.Sql("select delivery from communications.messages where id = $1", message)), TimeSpan.FromMinutes(1));

    /// <summary>Each text is on the phone exactly once, and the desk knows that it was delivered.</summary>
    private Task Arrive(params string[] texts) => Arrive(texts, "('delivered')");

    private async Task Arrive(string[] texts, string states)
    {
        await Eventually.Passes(async () => Assert.Equal((long)texts.Length,
            await server.Sql($"select count(*) from communications.messages where escalation_id = $1 and delivery in {states}", _escalation)), TimeSpan.FromMinutes(2));
        Assert.Equal(texts.Order(), (await server.Carrier.Received(_phone)).Order());
    }
}

/// <summary>Stopping and starting the web application.</summary>
public sealed class RestartTests(RestartTests.OwnServer server) : IClassFixture<RestartTests.OwnServer>
{
    public sealed class OwnServer : DeskServer;

    [Fact]
    public async Task Streams_end_with_the_application_and_sessions_survive_it()
    {
        var tenant = await server.NewTenant();
        var chat = await tenant.StartChat();
        var pages = await tenant.Admin.SignInOnPage();
        await using var staff = await LiveStream.Open(tenant.Admin.Api, "/api/v1/events");
        await using var customer = await LiveStream.Open(chat.Api, $"{chat.Path}/events");

        await server.Stop();
        await Task.WhenAll(staff.Ended, customer.Ended).WaitAsync(Eventually.Patience);
        await server.Start();

        (await tenant.Admin.Api.Get("/api/v1/escalations")).Is(200);
        Assert.Equal(200, (await pages.Get("/inbox")).Status);
        await chat.Reads();
    }
}
