using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>The visibility policy is one predicate: list, counts, search, details and stream agree.</summary>
public sealed class VisibilityTests(DeskServer server) : ApiTest(server)
{
    [Theory]
    [InlineData("own", "unowned mine second first")]
    [InlineData("team", "unowned mine bao's first first-bao's")]
    [InlineData("tenant", "unowned mine bao's second first first-bao's")]
    public async Task Each_policy_shows_the_same_everywhere(string policy, string expected)
    {
        var (noor, bao) = (await Tenant.Invite(Roles.Staff, "Noor Agent"), await Tenant.Invite(Roles.Staff, "Bao Agent"));
        var (first, second) = (await Team("First line", noor), await Team("Second line", bao));
        var all = new Dictionary<string, Guid>
        {
            ["unowned"] = await Request(null, null),
            ["mine"] = await Request(noor, null),
            ["bao's"] = await Request(bao, null),
            ["second"] = await Request(null, second),
            ["first"] = await Request(null, first),
            ["first-bao's"] = await Request(bao, first),
        };
        await SetPolicy(policy);
        var visible = expected.Split(' ').Select(name => all[name]).Order().ToList();
        await using var stream = await LiveStream.Open(noor.Api, "/api/v1/events");

        foreach (var list in new[] { await noor.Api.Get($"{Escalations}?limit=100"), await noor.Api.Post($"{Escalations}/search", new { q = "parcel", limit = 100 }) })
        {
            Assert.Equal(visible, list.Is(200)["items"]!.AsArray().Select(e => e!["id"]!.GetValue<Guid>()).Order());
            Assert.Equal((visible.Count, 1), (list.Int("allCount"), list.Int("assignedCount")));
            Assert.Equal(list["items"]!.AsArray().Count(e => e!["state"]!.GetValue<string>() == "pending"), list.Int("pendingCount"));
        }

        foreach (var id in all.Values)
        {
            foreach (var part in new[] { "", "/timeline", "/history" })
                (await noor.Api.Get($"{Escalations}/{id}{part}")).Is(visible.Contains(id) ? 200 : 404);
            if (!visible.Contains(id))
            {
                (await noor.Api.Post($"{Escalations}/{id}/claim")).Is(404, "not_found");
                (await noor.Api.Post($"{Escalations}/{id}/notes", new { text = "Found you" })).Is(404, "not_found");
            }
        }

        foreach (var id in all.Values.Where(id => id != all["mine"]).Append(all["mine"]))
            (await Tenant.Admin.Api.Post($"{Escalations}/{id}/priority", new { priority = "urgent" })).Is(200);
        var seen = await stream.Until(e => IsPriority(e) && e.Data.Contains(all["mine"].ToString(), StringComparison.Ordinal));
        Assert.Equal(visible, seen.Where(IsPriority).Select(e => e.Json["escalationId"]!.GetValue<Guid>()).Order());

        // Not what was prepared above: the stream may still hear of a request as it was before somebody owned it.
        static bool IsPriority(LiveStream.Event e) => e.Name is not null && e.Json["type"]?.GetValue<string>() == "priority_changed";
    }

    private async Task<Guid> Team(string name, DeskTenant.Person member)
    {
        var id = (await Tenant.Admin.Api.Post("/api/v1/teams", new { name })).Is(201).Id("teamId");
        (await Tenant.Admin.Api.Put($"/api/v1/teams/{id}/members", new { staffIds = new[] { member.Id } })).Is204();
        return id;
    }

    private async Task<Guid> Request(DeskTenant.Person? owner, Guid? team)
    {
        var id = await Tenant.Escalated();
        if (team is not null)
            (await Tenant.Admin.Api.Post($"{Escalations}/{id}/reassign", new { teamId = team, reason = "Routing" })).Is(200);
        if (owner is not null)
            (await Tenant.Admin.Api.Post($"{Escalations}/{id}/assign", new { userId = owner.Id })).Is(200);
        return id;
    }

    private async Task SetPolicy(string policy)
    {
        var settings = (await Tenant.Admin.Api.Get("/api/v1/settings")).Is(200).Json!.AsObject();
        settings["visibility"] = policy;
        (await Tenant.Admin.Api.Put("/api/v1/settings", settings)).Is204();
    }
}
