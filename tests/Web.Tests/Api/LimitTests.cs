using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>How much customers may ask: the product's own limits per conversation, small ones per address and tenant.</summary>
public sealed class LimitTests(LimitTests.StrictServer server) : IClassFixture<LimitTests.StrictServer>
{
    private static readonly object Request = new { reason = "My parcel has not arrived", preferredMethod = "email", email = "carmen@customer.test" };

    public sealed class StrictServer : DeskServer
    {
        protected override IEnumerable<(string, string)> Settings() => [("RateLimits:RequestsPerAddress", "200"), ("RateLimits:RequestsPerTenant", "60")];
    }

    [Fact]
    public async Task Customers_are_slowed_down_by_conversation_by_tenant_and_by_address()
    {
        var busy = await server.NewTenant();
        var chat = await busy.StartChat();
        var answers = new List<Answer>();
        for (var i = 0; i < 31; i++)
            answers.Add(await chat.Api.Get($"{chat.Path}/messages"));
        Assert.All(answers[..30], a => a.Is(200));
        Assert.True(int.Parse(answers[30].Is(429, "rate_limited").Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) >= 1);

        // Another conversation goes on, until the whole tenant has had enough.
        var second = await busy.StartChat();
        var more = 0;
        while ((await second.Api.Get($"{second.Path}/messages")).Status == 200)
            more++;
        Assert.InRange(more, 1, 30);
        (await server.Anyone.Post($"/api/v1/public/{busy.Slug}/conversations", new { })).Is(429, "rate_limited");

        // Another tenant is not touched by that, until the address has had enough.
        var calm = await server.NewTenant();
        var started = 0;
        while ((await server.Anyone.Post($"/api/v1/public/{calm.Slug}/conversations", new { })).Status == 201)
            started++;
        Assert.InRange(started, 1, 60);
    }
}

/// <summary>Five new requests a minute of one conversation.</summary>
public sealed class EscalationLimitTests(DeskServer server) : ApiTest(server)
{
    [Fact]
    public async Task The_sixth_new_request_within_a_minute_is_refused_and_repeats_do_not_count()
    {
        var chat = await Tenant.StartChat();
        var request = new { reason = "My parcel has not arrived", preferredMethod = "email", email = "carmen@customer.test" };
        for (var i = 0; i < 5; i++)
        {
            (await chat.Asks(request)).Is(201);
            (await chat.Asks(request)).Is(200);
            (await chat.Api.Delete($"{chat.Path}/escalation")).Is204();
        }

        var before = await Footprint();
        Assert.NotEmpty((await chat.Asks(request)).Is(429, "rate_limited").Headers["Retry-After"]);
        Assert.Equal(before, await Footprint());
    }
}
