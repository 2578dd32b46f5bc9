using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>What a request tells of itself beyond its state.</summary>
public sealed class EscalationFactsTests(DeskServer server) : ApiTest(server)
{
    [Fact]
    public async Task Tags_and_an_integrators_values_are_kept_and_told()
    {
        object Body(object? tags, object? metadata) => new { customerName = "Mai Pham", reason = "Parcel is lost on the way", preferredMethod = "email", email = "mai@customer.test", consent = true, tags, metadata };
        var id = (await Tenant.Admin.Api.Post(Escalations, Body(new[] { "vip", "vip", "parcel" }, new { booking = "4711", nights = 2 }))).Is(201).Id("escalationId");

        var facts = (await Tenant.Admin.Api.Get($"{Escalations}/{id}")).Is(200);
        Assert.Equal(["vip", "parcel"], facts["tags"]!.AsArray().Select(t => t!.GetValue<string>()));
        Assert.Equal(("4711", 2), (facts["metadata"]!["booking"]!.GetValue<string>(), facts["metadata"]!["nights"]!.GetValue<int>()));
        Assert.Equal(["metadata"], (await Tenant.Admin.Api.Post(Escalations, Body(null, new[] { 1 }))).Is(422).Fields);
        Assert.Equal(["tags"], (await Tenant.Admin.Api.Post(Escalations, Body(Enumerable.Range(0, 21).Select(i => $"t{i}"), null))).Is(422).Fields);
    }

    [Fact]
    public async Task Calls_retries_and_the_last_error_follow_from_calls_and_messages()
    {
        await Tenant.Connect();
        var agent = await Tenant.Invite(Roles.Staff);
        (await agent.Api.Put("/api/v1/staff/me/preferences", new { locale = "en", phone = "+14155550192" })).Is(204);
        var id = await Tenant.Escalated("+14155550195");
        var message = (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "sms", text = "Hello" })).Is(201).Id("messageId");
        await Eventually.Passes(async () => Assert.NotNull((await agent.Api.Get($"{Escalations}/{id}"))["lastError"]));
        (await agent.Api.Post($"{Escalations}/{id}/messages/{message}/retry")).Is(200);
        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201);

        var facts = (await agent.Api.Get($"{Escalations}/{id}")).Is(200);
        Assert.Equal((1, 1), (facts.Int("retries"), facts.Int("callsPlaced")));
    }

    [Fact]
    public async Task Work_of_a_team_goes_to_its_members_unless_one_may_override_the_routing()
    {
        var (inside, outside) = (await Tenant.Invite(Roles.Staff), await Tenant.Invite(Roles.Staff));
        var team = (await Tenant.Admin.Api.Post("/api/v1/teams", new { name = "Billing" })).Is(201).Id("teamId");
        (await Tenant.Admin.Api.Put($"/api/v1/teams/{team}/members", new { staffIds = new[] { inside.Id } })).Is(204);
        var id = await Tenant.Escalated();
        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/reassign", new { teamId = team, reason = "About an invoice" })).Is(200);
        var token = (await Tenant.Admin.Api.Post("/api/v1/api-tokens", new { name = "router", permissions = new[] { "inbox:read", "inbox:read_all", "inbox:assign", "escalation:read" } })).Is(201).String("secret");
        using var router = Server.NewClient();
        router.DefaultRequestHeaders.Authorization = new("Bearer", token);

        Assert.Equal(["userId"], (await router.Post($"{Escalations}/{id}/assign", new { userId = outside.Id })).Is(422, "not_in_team").Fields);
        (await router.Post($"{Escalations}/{id}/assign", new { userId = inside.Id })).Is(200);
        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/reassign", new { userId = outside.Id, reason = "Knows the case" })).Is(200);
    }
}
