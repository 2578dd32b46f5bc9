using System.Text;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Whatever is wrong with a request gets the right status and a stable code, and changes nothing.</summary>
public sealed class BadInputTests(DeskServer server) : ApiTest(server)
{
    private HttpClient Api => Tenant.Admin.Api;

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"priority\":\"immediately\"}")]
    [InlineData("{\"priority\":2}")]
    [InlineData("{\"priority\":\"2\"}")]
    [InlineData("{\"priority\":null}")]
    [InlineData("{\"priority\":{}}")]
    [InlineData("{\"priority\":\"low\",\"priority\":\"urgent\"}")]
    public async Task Bodies_that_cannot_be_read_are_malformed(string body)
    {
        var id = await Tenant.Escalated();
        var before = await Footprint();

        (await Api.Call(HttpMethod.Post, $"{Escalations}/{id}/priority", Bodies.Json(body))).Is(400, "malformed");

        Assert.Equal(before, await Footprint());
        Assert.Equal("medium", (await Api.Get($"{Escalations}/{id}")).String("priority"));
    }

    [Fact]
    public async Task Wrong_types_in_fields_are_malformed()
    {
        var id = await Tenant.Escalated();
        (await Api.Call(HttpMethod.Post, $"{Escalations}/{id}/assign", Bodies.Json("""{"userId":"me"}"""))).Is(400, "malformed");
        (await Api.Call(HttpMethod.Post, $"{Escalations}/{id}/assign", Bodies.Json("""{"userId":7}"""))).Is(400, "malformed");
        (await Api.Call(HttpMethod.Post, $"{Escalations}/{id}/resolve", Bodies.Json("""{"resolutionNotes":"x","resumeBot":"yes"}"""))).Is(400, "malformed");
        (await Api.Call(HttpMethod.Post, $"{Escalations}/{id}/resolve", Bodies.Json("""{"resolutionNotes":5,"resumeBot":true}"""))).Is(400, "malformed");
        (await Api.Get($"{Escalations}?limit=many")).Is(400, "malformed");
    }

    [Fact]
    public async Task A_media_type_other_than_json_is_not_supported()
    {
        var id = await Tenant.Escalated();
        var before = await Footprint();

        (await Api.Call(HttpMethod.Post, $"{Escalations}/{id}/priority", new StringContent("{\"priority\":\"low\"}", Encoding.UTF8, "text/plain"))).Is(415, "unsupported_media_type");
        (await Api.Call(HttpMethod.Post, $"{Escalations}/{id}/priority", new FormUrlEncodedContent([new("priority", "low")]))).Is(415, "unsupported_media_type");

        Assert.Equal(before, await Footprint());
    }

    [Fact]
    public async Task An_oversize_body_is_too_large()
    {
        var chat = await Tenant.StartChat();
        var before = await Footprint();

        (await chat.Api.Post($"{chat.Path}/messages", new { text = new string('x', 300_000) })).Is(413, "too_large");

        Assert.Equal(before, await Footprint());
    }

    [Theory]
    [InlineData("cursor=rubbish")]
    [InlineData("cursor=AAAA")]
    [InlineData("sort=due&cursor=eyJhIjoxfQ")]
    [InlineData("sort=random")]
    [InlineData("state=unknown")]
    [InlineData("state=1")]
    [InlineData("priority=immediately")]
    [InlineData("assigned=somebody")]
    [InlineData("team=somewhere")]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    public async Task Filters_and_cursors_that_make_no_sense_name_their_field(string query)
    {
        var field = query.Split('&')[^1].Split('=')[0];
        Assert.Equal([field], (await Api.Get($"{Escalations}?{query}")).Is(422).Fields);
    }

    [Fact]
    public async Task Unknown_ids_are_not_found_and_other_methods_not_allowed()
    {
        (await Api.Get($"{Escalations}/{Guid.NewGuid()}")).Is(404, "not_found");
        (await Api.Post($"{Escalations}/{Guid.NewGuid()}/claim")).Is(404, "not_found");
        (await Api.Get($"{Escalations}/not-an-id")).Is(404, "not_found");
        (await Api.Get("/api/v1/nothing-here")).Is(404, "not_found");
        (await Api.Delete($"{Escalations}/{Guid.NewGuid()}/claim")).Is(405, "method_not_allowed");
    }

    [Fact]
    public async Task Empty_or_missing_words_name_their_field()
    {
        var id = await Tenant.Admin.Claims(await Tenant.Escalated());
        var before = await Footprint();

        foreach (var (path, body, field) in new (string, object, string)[]
        {
            ("messages", new { channel = "chat", text = "" }, "text"),
            ("messages", new { channel = "chat", text = new string('x', 5000) }, "text"),
            ("messages", new { channel = "email", text = "Hello" }, "channel"),
            ("notes", new { text = "" }, "text"),
            ("cancel", new { reason = "" }, "reason"),
            ("reopen", new { reason = "" }, "reason"),
            ("reassign", new { userId = Guid.NewGuid() }, "reason"),
            ("reassign", new { userId = Guid.NewGuid(), reason = "x" }, "userId"),
            ("reassign", new { reason = "x" }, "userId"),
            ("resolve", new { resolutionNotes = new string('x', 4001) }, "resolutionNotes"),
        })
            Assert.Contains(field, (await Api.Post($"{Escalations}/{id}/{path}", body)).Is(422).Fields);

        Assert.Equal(before, await Footprint());
    }

    [Fact]
    public async Task Nobody_is_told_to_sign_in_and_a_broken_session_is_nobodys()
    {
        (await Server.Anyone.Get(Escalations)).Is(401, "unauthenticated");
        (await Server.Anyone.Get("/api/v1/events")).Is(401, "unauthenticated");
        foreach (var token in new[] { "rubbish", "desk_rubbish", Tenant.Admin.AccessToken[..^3] + "AAA" })
        {
            using var client = Server.NewClient();
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            (await client.Get(Escalations)).Is(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task Wrong_passwords_are_refused_alike_and_then_locked()
    {
        async Task<Answer> Login(string email, string password) => await Server.Anyone.Post("/api/v1/auth/login", new { email, password });

        var nobody = $"nobody@{Tenant.Slug}.test";
        for (var i = 0; i < 6; i++)
        {
            var (wrong, unknown) = (await Login(Tenant.Admin.Email, "not-the-password"), await Login(nobody, "not-the-password"));
            Assert.Equal(i < 4 ? 401 : 429, wrong.Status);
            Assert.Equal((wrong.Status, wrong.String("title"), wrong.Code), (unknown.Status, unknown.String("title"), unknown.Code));
        }

        var locked = (await Login(Tenant.Admin.Email, DeskTenant.Password)).Is(429, "rate_limited");
        Assert.True(int.Parse(locked.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 60);
    }

    [Fact]
    public async Task Sessions_end_with_the_membership_and_a_refresh_token_renews_them()
    {
        var agent = await Tenant.Invite(Application.Access.Roles.Staff);
        var tokens = await agent.SignInAgain();
        Assert.NotEmpty((await Server.Anyone.Post("/api/v1/auth/refresh", new { refreshToken = tokens.String("refreshToken") })).Is(200).String("accessToken"));
        (await Server.Anyone.Post("/api/v1/auth/refresh", new { refreshToken = "rubbish" })).Is(401, "unauthenticated");
        (await agent.Api.Get(Escalations)).Is(200);

        (await Tenant.Admin.Api.Post($"/api/v1/users/{agent.Id}/deactivate")).Is(200);

        (await agent.Api.Get(Escalations)).Is(401, "unauthenticated");
        (await Server.Anyone.Post("/api/v1/auth/refresh", new { refreshToken = tokens.String("refreshToken") })).Is(401, "unauthenticated");
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_that_were_open()
    {
        var agent = await Tenant.Invite(Application.Access.Roles.Staff);
        var link = (await Tenant.Admin.Api.Post($"/api/v1/users/{agent.Id}/password-link")).Is(200).String("link");

        (await Server.Anyone.Post("/api/v1/auth/invitations/accept", new { link, password = "Another-Passw0rd!" })).Is(200);

        (await agent.Api.Get(Escalations)).Is(401, "unauthenticated");
        (await Server.Anyone.Post("/api/v1/auth/invitations/accept", new { link, password = "Yet-Another-Passw0rd!" })).Is(409, "token_invalid");
    }
}
