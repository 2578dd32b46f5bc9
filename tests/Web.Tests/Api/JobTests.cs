using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Background work as administrators see it, over API and page.</summary>
public sealed class JobTests(DeskServer server) : ApiTest(server)
{
    private const string Jobs = "/api/v1/jobs";

    [Fact]
    public async Task The_page_shows_queues_schedules_and_what_waits_and_acts_on_it()
    {
        var (mine, other) = (await Dead(Tenant.Id), await Dead((await Server.NewTenant()).Id));
        using var pages = await Tenant.Admin.SignInOnPage();
        Assert.Contains("href=\"/jobs\"", (await pages.Get("/inbox")).Text, StringComparison.Ordinal);

        var page = (await pages.Get("/jobs")).Is(200).Text;
        foreach (var words in new[] { "Fetch recordings", "every 5 seconds", "SMS to send", "Recordings to fetch", $"letter-{mine}", "Try again", "data-follow=\"/jobs\"" })
            Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.DoesNotContain(other.ToString(), page, StringComparison.Ordinal);
        Assert.Contains("IOException: no room", (await pages.Get($"/jobs/runs/{mine}")).Is(200).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await pages.Get($"/jobs/runs/{other}")).Status);
        var fragment = (await pages.Call(HttpMethod.Get, "/jobs", null, ("HX-Request", "true"))).Is(200).Text;
        Assert.StartsWith("<div id=\"jobs\"", fragment.TrimStart(), StringComparison.Ordinal);

        Assert.Equal(302, (await DeskServer.PostForm(pages, "/jobs", "/jobs?handler=retry", ("id", $"{mine}"))).Status);

        Assert.DoesNotContain($"letter-{mine}", (await pages.Get("/jobs")).Text, StringComparison.Ordinal);
        Assert.Equal("retried", await Server.Sql("select handling from support.job_runs where id = $1", mine));
        (await Tenant.Admin.Api.Post($"{Jobs}/runs/{mine}/retry")).Is(409, "job_not_failed");
        (await Tenant.Admin.Api.Post($"{Jobs}/runs/{other}/retry")).Is(404, "not_found");
        (await Tenant.Admin.Api.Post($"{Jobs}/runs/{other}/dismiss")).Is(404, "not_found");
    }

    [Fact]
    public async Task Only_those_who_may_see_jobs_do_and_only_the_platform_sees_all_tenants()
    {
        var staff = await Tenant.Invite(Roles.Staff);
        (await staff.Api.Get(Jobs)).Is(403, "permission_denied");
        using var pages = await staff.SignInOnPage();
        Assert.Equal(403, (await pages.Get("/jobs")).Status);
        var other = await Dead((await Server.NewTenant()).Id);

        var own = (await Tenant.Admin.Api.Get(Jobs)).Is(200);
        Assert.False(own["overseesAll"]!.GetValue<bool>());
        Assert.DoesNotContain(other.ToString(), own.Text, StringComparison.Ordinal);
        var overseer = await Tenant.Invite(Roles.SuperAdmin);
        var all = (await overseer.Api.Get(Jobs)).Is(200);
        Assert.True(all["overseesAll"]!.GetValue<bool>());
        Assert.Contains(all["dead"]!.AsArray(), d => d!["id"]!.GetValue<Guid>() == other);
        Assert.All(all["queues"]!.AsArray(), q => Assert.NotNull(q!["everywhere"]));
        (await overseer.Api.Post($"{Jobs}/runs/{other}/dismiss")).Is(204);
        Assert.DoesNotContain((await overseer.Api.Get(Jobs))["dead"]!.AsArray(), d => d!["id"]!.GetValue<Guid>() == other);
    }

    [Fact]
    public async Task Messages_that_wait_are_counted_with_the_age_of_the_oldest()
    {
        await Tenant.Connect();
        var id = await Tenant.Admin.Claims(await Tenant.Escalated(SimulatedCarrier.FreshNumber()));
        await Server.Sql("update communications.numbers set paused_reason = 'test' where tenant_id = $1", Tenant.Id);
        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/messages", new { channel = "sms", text = "Hello" })).Is(201);

        var queue = (await Tenant.Admin.Api.Get(Jobs)).Is(200)["queues"]!.AsArray().Single(q => q!["name"]!.GetValue<string>() == "messages")!;
        Assert.Equal(1, queue["waiting"]!.GetValue<int>());
        Assert.NotNull(queue["oldestAt"]);
        Assert.Null(queue["everywhere"]);
        Assert.Equal(0, (await (await Server.NewTenant()).Admin.Api.Get(Jobs))["queues"]!.AsArray().Single(q => q!["name"]!.GetValue<string>() == "messages")!["waiting"]!.GetValue<int>());
    }

    /// <summary>A single job of a tenant that failed for good.</summary>
    private async Task<Guid> Dead(Guid tenant)
    {
        var id = Guid.CreateVersion7();
        await Server.Sql("""
            insert into support.job_runs (id, job, node, attempt, started_at, ended_at, outcome, error, of_tenant, is_dead, payload)
            values ($1, 'webhooks-prune', 'node', 6, now(), now(), 'failed', 'IOException: no room', $2, true, '{}')
            """, id, tenant);
        return id;
    }
}
