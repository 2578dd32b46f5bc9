using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>A request from opened to ended and back, over HTTP.</summary>
public sealed class EscalationLifecycleTests(DeskServer server) : ApiTest(server)
{
    private HttpClient Api => Tenant.Admin.Api;

    [Fact]
    public async Task A_request_is_opened_claimed_answered_resolved_and_reopened()
    {
        var agent = await Tenant.Invite(Roles.Staff);
        var id = await Tenant.Escalated();

        var opened = (await agent.Api.Get($"{Escalations}/{id}")).Is(200);
        Assert.Equal(("pending", "medium", "sms"), (opened.String("state"), opened.String("priority"), opened.String("preferredMethod")));
        Assert.Null(opened["assignedTo"]);
        Assert.NotNull(opened["dueAt"]);

        var claimed = (await agent.Api.Post($"{Escalations}/{id}/claim")).Is(200);
        Assert.Equal("assigned", claimed.String("state"));
        Assert.Equal((agent.Id, agent.Name, agent.Email),
            (claimed["assignedTo"]!["id"]!.GetValue<Guid>(), claimed["assignedTo"]!["name"]!.GetValue<string>(), claimed["assignedTo"]!["email"]!.GetValue<string>()));

        (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", text = "Let me look" })).Is(201);
        Assert.Equal("in_progress", (await agent.Api.Get($"{Escalations}/{id}")).String("state"));
        Assert.Equal("waiting_on_customer", (await agent.Api.Post($"{Escalations}/{id}/wait")).Is(200).String("state"));
        Assert.Equal("in_progress", (await agent.Api.Post($"{Escalations}/{id}/start")).Is(200).String("state"));
        Assert.Equal("urgent", (await agent.Api.Post($"{Escalations}/{id}/priority", new { priority = "urgent" })).Is(200).String("priority"));
        (await agent.Api.Post($"{Escalations}/{id}/notes", new { text = "Parcel lies in the depot" })).Is(201);

        var resolved = (await agent.Api.Post($"{Escalations}/{id}/resolve", new { resolutionNotes = "Sent again", resumeBot = true })).Is(200);
        Assert.Equal(("resolved", "Sent again", agent.Name), (resolved.String("state"), resolved.String("resolutionNotes"), resolved.String("resolvedBy")));
        Assert.False(resolved["botPaused"]!.GetValue<bool>());
        (await agent.Api.Post($"{Escalations}/{id}/resolve", new { resolutionNotes = "Again", resumeBot = true })).Is(409, "not_open");

        var reopened = (await agent.Api.Post($"{Escalations}/{id}/reopen", new { reason = "It came back" })).Is(200);
        Assert.Equal(("assigned", 1), (reopened.String("state"), reopened.Int("reopenings")));
        Assert.True(reopened["botPaused"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Work_goes_from_hand_to_hand_and_every_interval_is_kept()
    {
        var (noor, bao) = (await Tenant.Invite(Roles.Staff, "Noor Agent"), await Tenant.Invite(Roles.Staff, "Bao Agent"));
        var id = await Tenant.Escalated();

        Assert.Equal(noor.Name, (await Api.Post($"{Escalations}/{id}/assign", new { userId = noor.Id })).Is(200)["assignedTo"]!["name"]!.GetValue<string>());
        (await Api.Post($"{Escalations}/{id}/assign", new { userId = bao.Id })).Is(409, "already_assigned");
        (await Api.Post($"{Escalations}/{id}/reassign", new { userId = bao.Id, reason = "Speaks Vietnamese" })).Is(200);
        Assert.Equal("pending", (await bao.Api.Post($"{Escalations}/{id}/release", new { reason = "End of shift" })).Is(200).String("state"));
        (await bao.Api.Post($"{Escalations}/{id}/release")).Is(403, "not_assignee");
        (await Api.Post($"{Escalations}/{id}/release")).Is(409, "not_assigned");

        var history = (await Api.Get($"{Escalations}/{id}/history")).Is(200);
        Assert.Equal([(noor.Name, "reassigned"), (bao.Name, "released")],
            history["assignments"]!.AsArray().Select(a => (a!["agentName"]!.GetValue<string>(), a["end"]!.GetValue<string>())));
        Assert.Contains("Speaks Vietnamese", history.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_goes_to_a_team_and_nobody_owns_it_then()
    {
        var team = (await Api.Post("/api/v1/teams", new { name = "Second line" })).Is(201).Id("teamId");
        var id = await Tenant.Admin.Claims(await Tenant.Escalated());

        var moved = (await Api.Post($"{Escalations}/{id}/reassign", new { teamId = team, reason = "Needs the second line" })).Is(200);

        Assert.Equal(("pending", team), (moved.String("state"), moved["team"]!["id"]!.GetValue<Guid>()));
        Assert.Null(moved["assignedTo"]);
    }

    [Fact]
    public async Task Of_fifty_claims_at_once_exactly_one_succeeds()
    {
        var agents = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Tenant.Invite(Roles.Staff)));
        var id = await Tenant.Escalated();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => (Agent: agents[i % 10], Answer: await agents[i % 10].Api.Post($"{Escalations}/{id}/claim"))));

        var owner = (await Api.Get($"{Escalations}/{id}"))["assignedTo"]!["id"]!.GetValue<Guid>();
        Assert.All(answers, a => a.Answer.Is(a.Agent.Id == owner ? 200 : 409, a.Agent.Id == owner ? null : "already_assigned"));
        Assert.Equal(1L, await Server.Sql("select count(*) from support.assignments where escalation_id = $1", id));
    }

    [Fact]
    public async Task The_first_reply_to_unowned_work_claims_it()
    {
        var agent = await Tenant.Invite(Roles.Staff);
        var id = await Tenant.Escalated();

        (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", text = "Hello" })).Is(201);

        var now = (await agent.Api.Get($"{Escalations}/{id}")).Is(200);
        Assert.Equal(("in_progress", agent.Id), (now.String("state"), now["assignedTo"]!["id"]!.GetValue<Guid>()));
        Assert.Contains("first_reply", (await agent.Api.Get($"{Escalations}/{id}/history")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_repeated_with_its_own_id_is_one_message()
    {
        var id = await Tenant.Admin.Claims(await Tenant.Escalated());
        var body = new { channel = "chat", text = "Once", clientRequestId = Guid.NewGuid() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Api.Post($"{Escalations}/{id}/messages", body)));

        Assert.Single(answers.Select(a => a.Is(201).Id("messageId")).Distinct());
        Assert.Equal(1L, await Server.Sql("select count(*) from communications.messages where escalation_id = $1", id));
    }

    [Fact]
    public async Task Staff_open_a_request_for_a_customer_who_phoned()
    {
        var body = new { customerName = "Carmen Diaz", reason = "Called about an invoice", preferredMethod = "call", phone = SimulatedCarrier.FreshNumber(), consent = true };

        var opened = (await Api.Post(Escalations, body)).Is(201);

        Assert.Equal($"{Escalations}/{opened.Id("escalationId")}", opened.Headers["Location"]);
        var again = (await Api.Post(Escalations, new { conversationId = opened.Id("conversationId"), reason = "Called about an invoice", preferredMethod = (string?)null, consent = false })).Is(200);
        Assert.Equal(opened.Id("escalationId"), again.Id("escalationId"));
    }

    [Fact]
    public async Task Another_agents_work_is_not_to_be_touched_by_an_agent()
    {
        var (noor, bao) = (await Tenant.Invite(Roles.Staff), await Tenant.Invite(Roles.Staff));
        var id = await noor.Claims(await Tenant.Escalated());

        (await bao.Api.Post($"{Escalations}/{id}/claim")).Is(409, "already_assigned");
        (await bao.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", text = "Mine now" })).Is(409, "already_assigned");
        (await bao.Api.Post($"{Escalations}/{id}/release")).Is(403, "not_assignee");
        (await bao.Api.Post($"{Escalations}/{id}/resolve", new { resolutionNotes = "x" })).Is(403, "not_assignee");
        (await bao.Api.Post($"{Escalations}/{id}/assign", new { userId = bao.Id })).Is(403, "permission_denied");

        Assert.Equal(noor.Id, (await noor.Api.Get($"{Escalations}/{id}"))["assignedTo"]!["id"]!.GetValue<Guid>());
    }

    [Fact]
    public async Task Lists_page_without_gap_or_repetition_and_count()
    {
        var ids = new HashSet<Guid>();
        for (var i = 0; i < 7; i++)
            ids.Add(await Tenant.Escalated(priority: i % 2 == 0 ? "high" : "low"));
        await Tenant.Admin.Claims(ids.First());

        foreach (var sort in new[] { "work", "newest", "oldest", "due", "status" })
        {
            var seen = new List<Guid>();
            string? cursor = null;
            do
            {
                var page = (await Api.Get($"{Escalations}?sort={sort}&limit=3{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Is(200);
                Assert.Equal((6, 1, 0), (page.Int("pendingCount"), page.Int("assignedCount"), page.Int("resolvedCount")));
                seen.AddRange(page["items"]!.AsArray().Select(e => e!["id"]!.GetValue<Guid>()));
                cursor = page["nextCursor"]?.GetValue<string>();
            }
            while (cursor is not null);
            Assert.Equal(ids.Order(), seen.Order());
        }

        Assert.Equal(6, (await Api.Get($"{Escalations}?state=pending&limit=100")).Is(200)["items"]!.AsArray().Count);
        Assert.Equal(4, (await Api.Post($"{Escalations}/search", new { priority = "high" })).Is(200)["items"]!.AsArray().Count);
        Assert.Single((await Api.Get($"{Escalations}?assigned=me")).Is(200)["items"]!.AsArray());
    }

    [Fact]
    public async Task A_failed_sms_can_be_tried_again_once()
    {
        await Tenant.Connect();
        var id = await Tenant.Admin.Claims(await Tenant.Escalated("+14155550196"));
        var sent = (await Api.Post($"{Escalations}/{id}/messages", new { channel = "sms", text = "Will fail" })).Is(201).Id("messageId");
        await Eventually.True(async () => (await Api.Get($"{Escalations}/{id}/timeline")).Text.Contains("\"failed\"", StringComparison.Ordinal), "The message fails at the carrier.");

        var retries = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Api.Post($"{Escalations}/{id}/messages/{sent}/retry")));

        Assert.Single(retries.Select(r => r.Is(200).Id("messageId")).Distinct());
        await Eventually.Passes(async () => Assert.Equal(2, (await Server.Carrier.Received("+14155550196")).Count(t => t == "Will fail")));
    }
}
