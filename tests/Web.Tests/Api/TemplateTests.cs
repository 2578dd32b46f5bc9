using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Replies that are written once: who may use which, how they are filled in, and what is never sent.</summary>
public sealed class TemplateTests(DeskServer server) : ApiTest(server)
{
    private const string Templates = "/api/v1/templates";

    [Fact]
    public async Task A_template_is_filled_in_for_the_customer_in_their_language_and_sent()
    {
        await Tenant.Connect();
        var agent = await Tenant.Invite(Roles.Staff, "Noor Haddad");
        var id = await Tenant.Escalated();
        await Server.Sql("update support.customers set name = 'Mai Pham', locale = 'vi' where tenant_id = $1", Tenant.Id);
        var template = await Written(Tenant.Admin, "On its way", "tenant", "Hello {customer_name}, it is on its way. {agent_name}", "Chào {customer_name}, hàng đang đến. {agent_name}");

        var found = Assert.Single((await agent.Api.Get($"{Escalations}/{id}/templates?q=on")).Is(200)["items"]!.AsArray())!;
        Assert.Equal(("Chào Mai Pham, hàng đang đến. Noor Haddad", "vi", 1), (found["text"]!.GetValue<string>(), found["locale"]!.GetValue<string>(), found["segments"]!.GetValue<int>()));
        var sent = (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", templateId = template })).Is(201).Id("messageId");
        Assert.Equal("Chào Mai Pham, hàng đang đến. Noor Haddad", await Server.Sql("select text from communications.messages where id = $1", sent));
    }

    [Fact]
    public async Task What_is_not_filled_in_is_not_sent()
    {
        var agent = await Tenant.Invite(Roles.Staff);
        var id = await Tenant.Escalated();
        var template = await Written(Tenant.Admin, "Greeting", "tenant", "Hello {customer_name} of {team_name}!");

        var found = Assert.Single((await agent.Api.Get($"{Escalations}/{id}/templates")).Is(200)["items"]!.AsArray())!;
        Assert.Equal(["customer_name", "team_name"], found["missing"]!.AsArray().Select(m => m!.GetValue<string>()));
        Assert.Equal(["templateId"], (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", templateId = template })).Is(422, "missing_variable").Fields);
        Assert.Equal(["text"], (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", text = "Hello {customer_name}" })).Is(422, "missing_variable").Fields);
        Assert.Equal(["templateId"], (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", templateId = Guid.NewGuid() })).Is(422, "unknown_template").Fields);
        (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", text = "Braces {like these} are fine" })).Is(201);
    }

    [Fact]
    public async Task One_sees_those_of_everybody_of_ones_teams_and_ones_own_and_changes_only_the_last()
    {
        var (noor, bao) = (await Tenant.Invite(Roles.Staff, "Noor Haddad"), await Tenant.Invite(Roles.Staff, "Bao Nguyen"));
        var team = (await Tenant.Admin.Api.Post("/api/v1/teams", new { name = "Billing" })).Is(201).Id("teamId");
        (await Tenant.Admin.Api.Put($"/api/v1/teams/{team}/members", new { staffIds = new[] { noor.Id } })).Is(204);
        var everybodys = await Written(Tenant.Admin, "For all", "tenant", "All");
        var teams = (await Tenant.Admin.Api.Post(Templates, Body("For billing", "team", team, "Billing"))).Is(201).Id("id");
        var own = await Written(noor, "For me", "person", "Me");

        Assert.Equal(["For all", "For billing", "For me"], await Names(noor));
        Assert.Equal(["For all"], await Names(bao));
        Assert.Equal(["For all", "For billing"], await Names(Tenant.Admin));
        (await noor.Api.Put($"{Templates}/{everybodys}", Body("Mine now", "person", null, "x"))).Is(403, "permission_denied");
        (await noor.Api.Delete($"{Templates}/{teams}")).Is(403, "permission_denied");
        (await noor.Api.Put($"{Templates}/{own}", Body("For everybody", "tenant", null, "x"))).Is(403, "permission_denied");
        (await bao.Api.Get($"{Templates}/{own}")).Is(404);
        (await Tenant.Admin.Api.Delete($"{Templates}/{own}")).Is(404);
        (await noor.Api.Put($"{Templates}/{own}", Body("For me too", "person", null, "x"))).Is(200);
        Assert.Equal("For me too", (await noor.Api.Get($"{Templates}/{own}")).Is(200).String("name"));
        (await noor.Api.Delete($"{Templates}/{own}")).Is(204);
        (await noor.Api.Delete($"{Templates}/{own}")).Is(404);
    }

    [Theory]
    [InlineData("", "tenant", "Hello", "name")]
    [InlineData("A", "tenant", " ", "texts")]
    [InlineData("A", "tenant", "Hello {customer_nam}", "texts")]
    [InlineData("A", "team", "Hello", "teamId")]
    public async Task What_cannot_be_used_is_not_kept(string name, string scope, string text, string field) =>
        Assert.Equal([field], (await Tenant.Admin.Api.Post(Templates, Body(name, scope, null, text))).Is(422).Fields);

    private static object Body(string name, string scope, Guid? teamId, string en, string? vi = null) =>
        new { name, scope, teamId, texts = new[] { new { locale = "en", text = en }, new { locale = "vi", text = vi ?? "" } } };

    private static async Task<Guid> Written(DeskTenant.Person by, string name, string scope, string en, string? vi = null) =>
        (await by.Api.Post(Templates, Body(name, scope, null, en, vi))).Is(201).Id("id");

    private static async Task<IEnumerable<string>> Names(DeskTenant.Person person) =>
        (await person.Api.Get(Templates)).Is(200)["items"]!.AsArray().Select(i => i!["name"]!.GetValue<string>());
}
