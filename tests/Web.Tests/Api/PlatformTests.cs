using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Crossing tenants: only by an explicit visit, for a reason and a time, seen by the tenant.</summary>
public sealed class PlatformTests(DeskServer server) : ApiTest(server)
{
    private const string Reason = "Looking into a report";

    private PlatformAdministrator Root { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Root = await PlatformAdministrator.Create(Server);
    }

    [Fact]
    public async Task With_bearer_tokens_one_looks_enters_works_and_leaves()
    {
        var escalation = await Tenant.Escalated();
        var agent = await Tenant.Invite(Roles.Staff);
        Assert.Contains(Tenant.Slug, (await All()).Select(t => t.Slug));
        (await Root.Api.Get(Escalations)).Is(403, "permission_denied");

        using var inside = await Root.Enters(Tenant, Reason, minutes: 30);

        Assert.Equal(escalation, (await inside.Get(Escalations)).Is(200)["items"]![0]!["id"]!.GetValue<Guid>());
        (await inside.Post($"{Escalations}/{escalation}/assign", new { userId = agent.Id })).Is(200);
        (await inside.Post($"{Escalations}/{await Tenant.Escalated()}/claim")).Is(403, "membership_needed");
        var me = (await inside.Get("/api/v1/staff/me")).Is(200);
        Assert.Equal((Tenant.Slug, Root.Name, Reason), (me.String("tenantSlug"), me.String("name"), me["visit"]!["reason"]!.GetValue<string>()));

        (await inside.Post("/api/v1/platform/leave")).Is(204);
        (await inside.Get(Escalations)).Is(403, "visit_over");
        (await inside.Post("/api/v1/platform/leave")).Is(403, "visit_over");
        (await Root.Api.Get("/api/v1/platform/tenants")).Is(200);
    }

    [Fact]
    public async Task The_tenant_sees_the_visit_its_reason_and_what_was_done()
    {
        using var inside = await Root.Enters(Tenant, Reason);
        (await inside.Post("/api/v1/teams", new { name = "Made from the platform" })).Is(201);
        (await inside.Post("/api/v1/platform/leave")).Is(204);

        var audit = (await Tenant.Admin.Api.Get($"/api/v1/audit?actorId={Root.Id}")).Is(200)["items"]!.AsArray()
            .Select(e => (Action: e!["action"]!.GetValue<string>(), Severity: e["severity"]!.GetValue<string>(), Who: e["actorName"]!.GetValue<string>(), Kind: e["actorKind"]!.GetValue<string>(), Code: e["code"]?.GetValue<string>()))
            .ToList();
        Assert.All(audit, e => Assert.Equal((Root.Name, "platform"), (e.Who, e.Kind)));
        Assert.Contains(("TenantEntered", "warning", Root.Name, "platform", Reason), audit);
        Assert.Contains(("TenantLeft", "warning", Root.Name, "platform", Reason), audit);
        Assert.Contains(audit, e => e.Action == "CreateTeam");
        var visit = (await Tenant.Admin.Api.Get("/api/v1/audit/platform-visits")).Is(200)["items"]![0]!;
        Assert.Equal((Root.Email, Reason, false), (visit["email"]!.GetValue<string>(), visit["reason"]!.GetValue<string>(), visit["isRunning"]!.GetValue<bool>()));
        Assert.NotNull(visit["leftAt"]);
    }

    [Theory]
    [InlineData(null, null, "reason")]
    [InlineData("too short", null, "reason")]
    [InlineData(Reason, 0, "minutes")]
    [InlineData(Reason, 481, "minutes")]
    public async Task Without_a_reason_or_for_too_long_nobody_enters(string? reason, int? minutes, string field)
    {
        Assert.Equal([field], (await Root.AsksToEnter(Tenant, new { reason, minutes })).Is(422).Fields);
        Assert.Equal(0, await Rows("support.platform_visits"));
    }

    [Fact]
    public async Task Administrators_of_a_tenant_enter_no_other_and_never_learn_which_there_are()
    {
        var other = await Server.NewTenant();

        (await Tenant.Admin.Api.Get("/api/v1/platform/tenants")).Is(403, "permission_denied");
        var there = (await Tenant.Admin.Api.Post($"/api/v1/platform/tenants/{other.Slug}/enter", new { reason = Reason })).Is(403, "permission_denied");
        var nowhere = (await Tenant.Admin.Api.Post("/api/v1/platform/tenants/no-such-tenant/enter", new { reason = Reason })).Is(403, "permission_denied");

        Assert.Equal(there.String("title"), nowhere.String("title"));
        Assert.Equal(2L, await Server.Sql("select count(*) from support.audit_entries where tenant_id = $1 and action = 'EnterTenant' and outcome = 'denied'", Tenant.Id));
        Assert.Equal(0L, await Server.Sql("select count(*) from support.audit_entries where tenant_id = $1 and action = 'EnterTenant'", other.Id));
        (await Server.Anyone.Post($"/api/v1/platform/tenants/{other.Slug}/enter", new { reason = Reason })).Is(401, "unauthenticated");
        (await Root.Api.Post("/api/v1/platform/tenants/no-such-tenant/enter", new { reason = Reason })).Is(404, "not_found");
    }

    [Fact]
    public async Task Inside_one_tenant_ids_of_another_do_not_exist()
    {
        var other = await Server.NewTenant();
        var foreign = await other.Escalated();
        using var inside = await Root.Enters(Tenant);

        (await inside.Get($"{Escalations}/{foreign}")).Is(404, "not_found");
        (await inside.Post($"{Escalations}/{foreign}/notes", new { text = "Hello" })).Is(404, "not_found");
        (await inside.Post($"/api/v1/users/{other.Admin.Id}/deactivate")).Is(404, "not_found");
        (await inside.Get("/api/v1/platform/tenants")).Is(403, "permission_denied");
        (await inside.Post($"/api/v1/platform/tenants/{other.Slug}/enter", new { reason = Reason })).Is(403, "permission_denied");
        Assert.DoesNotContain(foreign.ToString(), (await inside.Get(Escalations)).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_time_is_over_programs_are_told_and_browsers_led_to_the_list()
    {
        using var inside = await Root.Enters(Tenant);
        using var pages = await Root.SignInOnPage();
        Assert.Equal("/", (await Enter(pages)).Headers["Location"]);
        Assert.Equal(200, (await pages.Get("/inbox")).Status);

        await Server.Sql("update support.platform_visits set until_at = now() where tenant_id = $1", Tenant.Id);

        (await inside.Get(Escalations)).Is(403, "visit_over");
        Assert.Equal(401, (await pages.Call(HttpMethod.Get, "/inbox/list", null, ("HX-Request", "true"))).Status);
        Assert.Equal((302, "/platform/tenants?over=true"), await Led(pages, "/inbox"));
        Assert.Contains("The time of your visit is over.", (await pages.Get("/platform/tenants?over=true")).Text, StringComparison.Ordinal);
        // The session goes on outside.
        Assert.Equal(403, (await pages.Get("/inbox")).Status);
        Assert.Equal((302, "/platform/tenants"), await Led(pages, "/"));
    }

    [Fact]
    public async Task On_pages_one_sees_all_tenants_enters_one_is_reminded_of_it_everywhere_and_leaves()
    {
        using var pages = await Root.SignInOnPage();
        Assert.Equal((302, "/platform/tenants"), await Led(pages, "/"));
        Assert.DoesNotContain("visit-bar", (await pages.Get("/platform/tenants")).Text, StringComparison.Ordinal);

        Assert.Equal(302, (await Enter(pages)).Status);

        foreach (var path in new[] { "/inbox", "/reports", "/audit", "/settings", "/settings/roles", "/health", "/account/profile", "/error/404" })
        {
            var page = (await pages.Get(path)).Text;
            Assert.Contains("visit-bar", page, StringComparison.Ordinal);
            Assert.Contains("You are in Example Shop as a platform administrator until", page, StringComparison.Ordinal);
        }

        Assert.Equal((302, "/"), await Led(pages, "/platform/tenants"));
        using var admins = await Tenant.Admin.SignInOnPage();
        var audit = (await admins.Get("/audit")).Text;
        Assert.Contains($"{Root.Name} of the platform is in this tenant until", audit, StringComparison.Ordinal);
        Assert.Contains(Reason, audit, StringComparison.Ordinal);
        Assert.DoesNotContain("visit-bar", audit, StringComparison.Ordinal);
        Assert.Contains(Reason, (await admins.Get("/audit/platform-visits")).Text, StringComparison.Ordinal);

        Assert.Equal("/platform/tenants", (await DeskServer.PostForm(pages, "/settings", "/platform/leave")).Headers["Location"]);

        Assert.Contains("You have left Example Shop.", (await pages.Get("/platform/tenants")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("is in this tenant until", (await admins.Get("/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_visit_too()
    {
        using var pages = await Root.SignInOnPage();
        await Enter(pages);

        Assert.Equal(302, (await DeskServer.PostForm(pages, "/settings", "/account/sign-out")).Status);

        Assert.Equal(1L, await Server.Sql("select count(*) from support.platform_visits where tenant_id = $1 and left_at is not null", Tenant.Id));
        Assert.StartsWith($"{Server.Address}account/sign-in", (await pages.Get("/inbox")).Headers["Location"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenants_own_people_are_shown_no_way_out_of_it()
    {
        using var admins = await Tenant.Admin.SignInOnPage();

        Assert.DoesNotContain("/platform/tenants", (await admins.Get("/settings")).Text, StringComparison.Ordinal);
        Assert.Equal(403, (await admins.Get("/platform/tenants")).Status);
        Assert.Equal(403, (await DeskServer.PostForm(admins, "/settings", $"/platform/tenants/{Tenant.Slug}/enter", ("reason", Reason))).Status);
    }

    [Fact]
    public async Task An_open_stream_ends_with_the_visit_and_tells_of_that_tenant_alone()
    {
        var other = await Server.NewTenant();
        using var inside = await Root.Enters(Tenant);
        await using var stream = await LiveStream.Open(inside, "/api/v1/events");
        var theirs = await other.Escalated();
        var own = await Tenant.Escalated();

        var seen = await stream.Until(e => e.Data.Contains(own.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(seen, e => e.Data.Contains(theirs.ToString(), StringComparison.Ordinal));

        await Server.Sql("update support.platform_visits set until_at = now() where tenant_id = $1", Tenant.Id);
        await stream.Ended.WaitAsync(Eventually.Patience);
    }

    private Task<Answer> Enter(HttpClient pages) =>
        DeskServer.PostForm(pages, "/platform/tenants", $"/platform/tenants/{Tenant.Slug}/enter", ("reason", Reason), ("minutes", "60"));

    private static async Task<(int, string)> Led(HttpClient pages, string path)
    {
        var answer = await pages.Get(path);
        return (answer.Status, answer.Headers.GetValueOrDefault("Location", ""));
    }

    private async Task<List<(string Slug, int Staff)>> All()
    {
        List<(string, int)> all = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await Root.Api.Get($"/api/v1/platform/tenants?limit=20{(cursor == "" ? "" : $"&cursor={cursor}")}")).Is(200);
            all.AddRange(page["items"]!.AsArray().Select(t => (t!["slug"]!.GetValue<string>(), t["staffCount"]!.GetValue<int>())));
            cursor = page["nextCursor"]?.GetValue<string>();
        }

        return all;
    }
}
