using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>What customers call without a login.</summary>
public sealed class PublicApiTests(DeskServer server) : ApiTest(server)
{
    private static readonly object Request = new { reason = "My parcel has not arrived", preferredMethod = "email", email = "carmen@customer.test", consent = false };

    [Fact]
    public async Task Asking_twenty_times_at_once_opens_one_request()
    {
        var chat = await Tenant.StartChat();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => chat.Asks(Request)));

        Assert.Equal((1, 19), (answers.Count(a => a.Status == 201), answers.Count(a => a.Status == 200)));
        Assert.Single(answers.Select(a => a.Id("escalationId")).Distinct());
        Assert.All(answers, a => Assert.Equal((true, chat.Id, "pending"), (a["success"]!.GetValue<bool>(), a.Id("conversationId"), a.String("state"))));
        Assert.Equal(1, await Rows("support.escalations"));
        Assert.Equal(1L, await Server.Sql("select count(*) from support.events where tenant_id = $1 and type = 'escalation_opened'", Tenant.Id));
    }

    [Fact]
    public async Task After_the_end_asking_opens_another_request()
    {
        var chat = await Tenant.StartChat();
        var first = (await chat.Asks(Request)).Is(201).Id("escalationId");
        (await Tenant.Admin.Api.Post($"{Escalations}/{first}/resolve", new { resolutionNotes = "Done", resumeBot = true })).Is(200);

        Assert.NotEqual(first, (await chat.Asks(Request)).Is(201).Id("escalationId"));
    }

    [Fact]
    public async Task The_bot_answers_from_the_faq_until_a_person_is_asked_for()
    {
        (await Tenant.Admin.Api.Put("/api/v1/settings/widget", new { origins = Array.Empty<string>(), responderEnabled = true })).Is204();
        (await Tenant.Admin.Api.Post("/api/v1/faq-entries", new { locale = "en", question = "What are your opening hours?", answer = "We open at nine." })).Is(201);
        var chat = await Tenant.StartChat();

        await chat.Says("What are your opening hours?");
        Assert.Equal(["customer", "bot"], Roles(await chat.Reads()));

        (await chat.Asks(Request)).Is(201);
        Assert.True((await chat.Says("What are your opening hours?"))["botPaused"]!.GetValue<bool>());
        Assert.Equal(["customer", "bot", "customer"], Roles(await chat.Reads()));

        (await chat.Api.Delete($"{chat.Path}/escalation")).Is204();
        await chat.Says("What are your opening hours?");
        Assert.Equal(["customer", "bot", "customer", "customer", "bot"], Roles(await chat.Reads()));
    }

    [Fact]
    public async Task A_bot_with_a_token_is_refused_while_a_person_is_asked_for()
    {
        var secret = (await Tenant.Admin.Api.Post("/api/v1/api-tokens", new { name = "Shop bot", permissions = new[] { "bot:reply" } })).Is(201).String("secret");
        using var bot = Server.NewClient();
        bot.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var chat = await Tenant.StartChat();

        (await bot.Post($"/api/v1/conversations/{chat.Id}/bot-messages", new { text = "How can I help?" })).Is(201);
        await chat.AsksForPerson();
        var before = await Footprint();
        (await bot.Post($"/api/v1/conversations/{chat.Id}/bot-messages", new { text = "Still here" })).Is(409, "bot_paused");
        Assert.Equal(before, await Footprint());
        (await bot.Get(Escalations)).Is(403, "permission_denied");
        (await bot.Post($"/api/v1/conversations/{Guid.NewGuid()}/bot-messages", new { text = "Nobody there" })).Is(404);
    }

    [Fact]
    public async Task A_revoked_api_token_opens_nothing()
    {
        var made = (await Tenant.Admin.Api.Post("/api/v1/api-tokens", new { name = "Reader", permissions = new[] { "escalation:read" } })).Is(201);
        using var reader = Server.NewClient();
        reader.DefaultRequestHeaders.Authorization = new("Bearer", made.String("secret"));
        (await reader.Get(Escalations)).Is(200);

        (await Tenant.Admin.Api.Delete($"/api/v1/api-tokens/{made.Id("id")}")).Is204();

        (await reader.Get(Escalations)).Is(401, "unauthenticated");
        Assert.DoesNotContain(made.String("secret"), (await Tenant.Admin.Api.Get("/api/v1/api-tokens")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_never_see_sms_notes_or_who_staff_are()
    {
        await Tenant.Connect();
        var agent = await Tenant.Invite(Application.Access.Roles.Staff, "Noor Haddad");
        var chat = await Tenant.StartChat();
        var phone = SimulatedCarrier.FreshNumber();
        var id = await agent.Claims(await chat.AsksForPerson(phone));
        (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", text = "chat-text" })).Is(201);
        (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "sms", text = "sms-text" })).Is(201);
        (await agent.Api.Post($"{Escalations}/{id}/notes", new { text = "note-text" })).Is(201);
        await Eventually.Passes(async () => Assert.Contains("sms-text", await Server.Carrier.Received(phone)));
        await Server.Carrier.Writes(phone, Tenant.Number, "answer-by-sms");
        await Eventually.Passes(async () => Assert.Contains("answer-by-sms", (await agent.Api.Get($"{Escalations}/{id}/timeline")).Text, StringComparison.Ordinal));

        // The number's owner, who need not be the visitor, is known by it; what staff learn of them is no business of the visitor.
        (await Tenant.Admin.Api.Post(Escalations, new { customerName = "Owner", reason = "They phoned about an order", preferredMethod = "sms", phone, email = "owner@customer.test", consent = true })).Is(201);

        var seen = (await chat.Reads()).Text;

        Assert.Contains(phone, seen, StringComparison.Ordinal);
        Assert.Contains("chat-text", seen, StringComparison.Ordinal);
        Assert.Contains("Noor Haddad", seen, StringComparison.Ordinal);
        foreach (var secret in new[] { "sms-text", "note-text", "answer-by-sms", agent.Id.ToString(), agent.Email, "owner@customer.test" })
            Assert.DoesNotContain(secret, seen, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Whoever_comes_back_reads_how_each_request_ended_and_who_helped()
    {
        var agent = await Tenant.Invite(Application.Access.Roles.Staff, "Noor Haddad");
        var chat = await Tenant.StartChat();
        var first = await agent.Claims((await chat.Asks(Request)).Is(201).Id("escalationId"));
        (await agent.Api.Post($"{Escalations}/{first}/resolve", new { resolutionNotes = "Done", resumeBot = true })).Is(200);
        var second = (await chat.Asks(Request)).Is(201).Id("escalationId");

        var seen = await chat.Reads();

        Assert.Equal([(first, "resolved", "Noor Haddad"), (second, "pending", null)],
            seen["escalations"]!.AsArray().Select(e => (e!["id"]!.GetValue<Guid>(), e["state"]!.GetValue<string>(), e["agentName"]?.GetValue<string>())));
        Assert.Equal(second, seen["escalation"]!["id"]!.GetValue<Guid>());
        Assert.DoesNotContain(agent.Id.ToString(), seen.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(agent.Email, seen.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Tokens_that_are_missing_forged_or_foreign_are_refused_and_nothing_changes()
    {
        var (chat, other) = (await Tenant.StartChat(), await Tenant.StartChat());
        var foreign = await (await Server.NewTenant()).StartChat();
        var before = await Footprint();

        foreach (var token in new[] { "", "rubbish", chat.Token[..^4] + "AAAA", foreign.Token, new string('x', 5000) })
        {
            using var thief = Server.NewClient();
            thief.DefaultRequestHeaders.TryAddWithoutValidation(Chat.TokenHeader, token);
            (await thief.Post($"{chat.Path}/messages", new { text = "It is me" })).Is(401, "unauthenticated");
            (await thief.Get($"{chat.Path}/messages")).Is(401, "unauthenticated");
            (await thief.Get($"{chat.Path}/events")).Is(401, "unauthenticated");
            (await thief.Post($"{chat.Path}/escalation", Request)).Is(401, "unauthenticated");
            (await thief.Delete($"{chat.Path}/escalation")).Is(401, "unauthenticated");
        }

        // A genuine token of the same tenant speaks for its own conversation only.
        (await other.Api.Post($"{chat.Path}/messages", new { text = "It is me" })).Is(404, "not_found");
        (await other.Api.Get($"{chat.Path}/messages")).Is(404, "not_found");
        (await other.Api.Get($"{chat.Path}/events")).Is(404, "not_found");
        (await other.Api.Post($"{chat.Path}/escalation", Request)).Is(404, "not_found");
        (await other.Api.Delete($"{chat.Path}/escalation")).Is(404, "not_found");
        Assert.Equal(before, await Footprint());
    }

    [Fact]
    public async Task An_unknown_desk_is_not_found()
    {
        (await Server.Anyone.Get("/api/v1/public/no-such-desk")).Is(404, "not_found");
        (await Server.Anyone.Post("/api/v1/public/no-such-desk/conversations", new { })).Is(404, "not_found");
    }

    public static TheoryData<string, string, string> BadRequests => new()
    {
        { """{"reason":"too short","preferredMethod":"email","email":"a@b.test"}""", "reason", "" },
        { """{"reason":"          short   ","preferredMethod":"email","email":"a@b.test"}""", "reason", "" },
        { """{"reason":"My parcel is lost","preferredMethod":"sms","phone":"+14152000001","consent":false}""", "consent", "" },
        { """{"reason":"My parcel is lost","preferredMethod":"sms","phone":"12","consent":true}""", "phone", "bad_phone" },
        { """{"reason":"My parcel is lost","preferredMethod":"call","phone":"not a number","consent":true}""", "phone", "bad_phone" },
        { """{"reason":"My parcel is lost","preferredMethod":"sms","consent":true}""", "phone", "" },
        { """{"reason":"My parcel is lost","preferredMethod":"email"}""", "email", "" },
        { """{"reason":"My parcel is lost","preferredMethod":"email","email":"nobody"}""", "email", "" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Input_that_does_not_do_names_its_field_and_changes_nothing(string body, string field, string code)
    {
        var chat = await Tenant.StartChat();
        var before = await Footprint();

        var answer = (await chat.Api.Call(HttpMethod.Post, $"{chat.Path}/escalation", Bodies.Json(body))).Is(422, code.Length > 0 ? code : "validation");

        Assert.Equal([field], answer.Fields);
        Assert.Equal(before, await Footprint());
    }

    [Fact]
    public async Task A_reason_beyond_two_thousand_characters_is_refused()
    {
        var chat = await Tenant.StartChat();
        Assert.Equal(["reason"], (await chat.Asks(new { reason = new string('x', 2001), preferredMethod = "email", email = "a@b.test" })).Is(422, "validation").Fields);
    }

    [Fact]
    public async Task Objections_speak_the_language_of_the_customer()
    {
        var chat = await Tenant.StartChat();
        var content = Bodies.Json("""{"reason":"short","preferredMethod":"email","email":"a@b.test"}""");

        var answer = (await chat.Api.Call(HttpMethod.Post, $"{chat.Path}/escalation", content, ("Accept-Language", "vi-VN,vi;q=0.9"))).Is(422, "validation");

        Assert.NotEqual("Some fields need attention.", answer.String("title"));
        Assert.DoesNotContain("Tell us", answer.Text, StringComparison.Ordinal);
        var asked = await chat.Api.Call(HttpMethod.Post, $"{chat.Path}/escalation",
            Bodies.Json("""{"reason":"Tôi chưa nhận được hàng","preferredMethod":"email","email":"a@b.test"}"""), ("Accept-Language", "vi"));
        Assert.DoesNotContain("escalated", asked.Is(201).String("message"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Roles(Answer chat) => chat["messages"]!.AsArray().Select(m => m!["role"]!.GetValue<string>());
}
