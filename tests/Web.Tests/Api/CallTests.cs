using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Calls with the simulated telephones at both ends, over the real adapter.</summary>
public sealed class CallTests(DeskServer server) : ApiTest(server)
{
    private SimulatedCarrier Phones => Server.Carrier;

    [Fact]
    public async Task The_agents_key_connects_the_customer_and_the_call_is_recorded_and_heard()
    {
        await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        var (id, customer) = await Request();

        var call = await Talk(agent, phone, id, customer);
        await Eventually.Passes(async () => Assert.Equal("connected", (await Call(agent, id))["state"]!.GetValue<string>()));
        await Phones.Act(await Phones.CallOn(customer, "in-progress"), "hangup");

        var ended = await Eventually.Passes(async () =>
        {
            var facts = await Call(agent, id);
            Assert.Equal(("ended", "answered"), (facts["state"]!.GetValue<string>(), facts["outcome"]?.GetValue<string>()));
            Assert.Equal("stored", facts["recording"]?["state"]?.GetValue<string>());
            return facts;
        });
        Assert.True(ended["seconds"]!.GetValue<int>() > 0);
        Assert.Equal(agent.Name, ended["agentName"]!.GetValue<string>());
        var escalation = (await agent.Api.Get($"{Escalations}/{id}")).Is(200);
        Assert.Equal("in_progress", escalation.String("state"));
        Assert.Equal(["call_placed", "call_progressed", "call_progressed", "call_progressed", "call_ended", "recording_stored"],
            (await Timeline(agent, id)).Select(i => i["type"]!.GetValue<string>()).Where(t => t.StartsWith("call", StringComparison.Ordinal) || t.StartsWith("recording", StringComparison.Ordinal)));
        Assert.Equal(call, (await Timeline(agent, id)).First(i => i["type"]!.GetValue<string>() == "call_placed")["callId"]!.GetValue<Guid>());

        await IsHeard(agent, ended["recording"]!["id"]!.GetValue<Guid>());
    }

    [Fact]
    public async Task A_call_is_an_answer_for_the_clock_and_takes_over_work_that_nobody_owns()
    {
        await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        var (id, customer) = await Request();

        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201);
        Assert.Equal(("assigned", agent.Id), (await Facts(agent, id)).State());
        Assert.Null((await Facts(agent, id))["firstRespondedAt"]);
        await Phones.PicksUp(phone);
        await Phones.Presses(phone, "Press 1", "1");
        await Phones.PicksUp(customer);
        await Eventually.Passes(async () => Assert.NotNull((await Facts(agent, id))["firstRespondedAt"]));
        await Phones.Act(await Phones.CallOn(phone, "in-progress"), "hangup");
        await Ends(agent, id, "answered");
        await IsProven(customer, agent.Name);
    }

    /// <summary>The proof of consent has the call under the tick that allowed it: in the API, in the file and on the page.</summary>
    private async Task IsProven(string customer, string agent)
    {
        var proof = (await Tenant.Admin.Api.Post("/api/v1/consents/proof", new { address = customer })).Is(200);
        var call = Assert.Single(proof["calls"]!.AsArray())!;
        var consent = proof["consents"]!.AsArray().Single(c => c!["channel"]!.GetValue<string>() == "voice")!;
        Assert.Equal(("answered", agent), (call["outcome"]!.GetValue<string>(), call["by"]!.GetValue<string>()));
        Assert.Equal(consent["id"]!.GetValue<Guid>(), call["consentId"]!.GetValue<Guid>());
        var line = Assert.Single((await Tenant.Admin.Api.Post("/api/v1/consents/proof.csv", new { address = customer })).Is(200).Text.Split('\n'), l => l.StartsWith($"call,{call["id"]}", StringComparison.Ordinal));
        Assert.Contains($",{consent["id"]},answered,", line, StringComparison.Ordinal);
        var page = await DeskServer.PostForm(await Server.SignInOnPage(Tenant.Admin.Email), "/audit/consent", "/audit/consent", ("address", customer));
        Assert.Matches("(?s)Our calls.*answered.*permission of", page.Is(200).Text);
    }

    [Theory]
    [InlineData("+14155550190", "busy")]
    [InlineData("+14155550192", "failed")]
    public async Task A_customer_who_cannot_be_reached_is_no_answer(string customer, string outcome)
    {
        await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        var id = await Tenant.Escalated(customer);

        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201);
        await Phones.PicksUp(phone);
        await Phones.Presses(phone, "Press 1", "1");

        await Ends(agent, id, outcome);
        Assert.Null((await Facts(agent, id))["firstRespondedAt"]);
        Assert.Null((await Call(agent, id))["recording"]);
    }

    [Fact]
    public async Task An_agents_voicemail_never_reaches_the_customer()
    {
        await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        var (id, customer) = await Request();

        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201);
        await Phones.PicksUp(phone);

        await Ends(agent, id, "agent_not_reached");
        Assert.Empty(await Phones.Calls(customer));
    }

    [Fact]
    public async Task The_agent_can_hang_up_from_the_desk()
    {
        await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        var (id, customer) = await Request();
        var call = (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201).Id("callId");
        await Phones.PicksUp(phone);
        await Phones.Presses(phone, "Press 1", "1");
        await Phones.CallOn(customer, "ringing");

        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/calls/{call}/end")).Is(403, "not_your_call");
        (await agent.Api.Post($"{Escalations}/{id}/calls/{call}/end")).Is(204);

        await Phones.CallOn(customer, "canceled");
        await Ends(agent, id, "cancelled");
        (await agent.Api.Post($"{Escalations}/{id}/calls/{call}/end")).Is(204);
    }

    [Fact]
    public async Task Who_hangs_up_while_the_carrier_is_still_being_asked_is_not_rung_for_long()
    {
        await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        var (id, customer) = await Request();
        await Phones.Faults(new { delayMs = 2000, count = 1 });
        var call = (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201).Id("callId");
        await Eventually.Passes(async () => Assert.Equal("dispatching", (await Call(agent, id))["state"]!.GetValue<string>()));

        (await agent.Api.Post($"{Escalations}/{id}/calls/{call}/end")).Is(204);

        await Phones.CallOn(phone, "canceled");
        await Ends(agent, id, "cancelled");
        Assert.Empty(await Phones.Calls(customer));
    }

    [Fact]
    public async Task What_cannot_be_called_is_refused_with_a_reason()
    {
        await Tenant.Connect();
        var agent = await Tenant.Invite(Roles.Staff);
        var (id, _) = await Request();

        var refused = (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(422, "no_agent_phone");
        Assert.Equal(["phone"], refused.Fields);
        await SetPhone(agent, "+14155550150");
        var request = Guid.NewGuid();
        var first = (await agent.Api.Post($"{Escalations}/{id}/calls", new { clientRequestId = request })).Is(201).Id("callId");
        Assert.Equal(first, (await agent.Api.Post($"{Escalations}/{id}/calls", new { clientRequestId = request })).Is(201).Id("callId"));
        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(409, "call_running");
        var (other, _) = await WithPhone();
        (await other.Api.Post($"{Escalations}/{id}/calls", new { })).Is(409, "already_assigned");
        (await agent.Api.Put("/api/v1/staff/me/preferences", new { locale = "en", phone = "12" })).Is(422);
    }

    [Fact]
    public async Task A_carrier_that_refuses_or_falls_silent_ends_the_call_and_is_never_asked_twice()
    {
        await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        var (id, _) = await Request();
        var barred = "+15005550001";
        await SetPhone(agent, barred);
        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201);
        await Ends(agent, id, "failed");
        Assert.Equal("21217", (await Call(agent, id))["reason"]!.GetValue<string>());

        await SetPhone(agent, phone);
        await Phones.Faults(new { status = 503, count = 1 });
        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201);
        await Eventually.Passes(async () => Assert.Equal("uncertain", (await Call(agent, id))["state"]!.GetValue<string>()));
        Assert.Empty(await Phones.Calls(phone));
    }

    [Fact]
    public async Task Reports_that_come_twice_late_or_not_at_all_end_in_the_same_state()
    {
        await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        foreach (var fault in new[] { "duplicateCallbacks", "reorderCallbacks", "dropCallbacks" })
        {
            var (id, customer) = await Request();
            await Phones.Faults(new Dictionary<string, object> { [fault] = true, ["count"] = 1 });
            await Talk(agent, phone, id, customer);
            await Phones.Act(await Phones.CallOn(customer, "in-progress"), "hangup");
            await Ends(agent, id, "answered");
        }
    }

    [Fact]
    public async Task A_number_whose_secret_cannot_be_read_calls_nobody_and_fetches_nothing_and_says_so()
    {
        await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        var (id, customer) = await Request();
        await Talk(agent, phone, id, customer);
        await Phones.Act(await Phones.CallOn(customer, "in-progress"), "hangup");
        await Eventually.Passes(async () => Assert.Equal("stored", (await Call(agent, id))["recording"]?["state"]?.GetValue<string>()));

        await Server.Sql("update communications.numbers set protected_secret = 'broken' where tenant_id = $1", Tenant.Id);
        var recording = (Guid)(await Server.Sql("update communications.recordings set state = 'available', next_attempt_at = now() where tenant_id = $1 returning id", Tenant.Id))!;
        await Eventually.Passes(async () => Assert.Equal("credentials_unreadable", (await agent.Api.Get($"/api/v1/recordings/{recording}")).Is(200)["error"]?.GetValue<string>()));
        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201);
        await Ends(agent, id, "failed");
        Assert.Equal("credentials_unreadable", (await Call(agent, id))["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_customers_call_rings_the_team_and_belongs_to_whoever_takes_it()
    {
        var desk = await Tenant.Connect();
        var ((noor, noorsPhone), (bao, baosPhone)) = (await WithPhone("Noor Haddad"), await WithPhone("Bao Nguyen"));
        foreach (var person in new[] { noor, bao })
            (await person.Api.Put("/api/v1/staff/me/presence", new { presence = "online" })).Is(204);
        var customer = SimulatedCarrier.FreshNumber();

        await Phones.Rings(customer, desk);
        await Phones.CallOn(noorsPhone, "ringing");
        await Phones.PicksUp(baosPhone);
        await Phones.Presses(baosPhone, "Press 1", "1");
        await Phones.Talks(customer);
        await Phones.CallOn(noorsPhone, "canceled");
        var id = await OnlyRequest(bao);
        var facts = await Facts(bao, id);
        Assert.Equal((("in_progress", bao.Id), "inbound_call"), (facts.State(), facts.String("origin")));
        await Phones.Act(await Phones.CallOn(customer, "in-progress"), "hangup");
        await Ends(bao, id, "answered");
        await Eventually.Passes(async () => Assert.Equal("stored", (await Call(bao, id))["recording"]?["state"]?.GetValue<string>()));

        // The next call of the same customer rings the owner alone.
        await Phones.Rings(customer, desk);
        await Phones.PicksUp(baosPhone);
        Assert.Single(await Phones.Calls(noorsPhone));
        await Phones.Act(await Phones.CallOn(baosPhone, "in-progress"), "hangup");
        Assert.Equal(id, await OnlyRequest(bao));
    }

    [Fact]
    public async Task A_customers_call_rings_the_owner_first_and_then_the_team()
    {
        var desk = await Tenant.Connect();
        var ((owner, ownersPhone), (other, othersPhone)) = (await WithPhone("Noor Haddad"), await WithPhone("Bao Nguyen"));
        foreach (var person in new[] { owner, other })
            (await person.Api.Put("/api/v1/staff/me/presence", new { presence = "online" })).Is(204);
        var (id, customer) = await Request();
        await owner.Claims(id);

        await Phones.Rings(customer, desk);
        await Phones.CallOn(ownersPhone, "ringing");
        Assert.Empty(await Phones.Calls(othersPhone));
        await Phones.CallOn(ownersPhone, "no-answer");
        await Phones.PicksUp(othersPhone);
        Assert.Single(await Phones.Calls(ownersPhone));
        await Phones.Presses(othersPhone, "Press 1", "1");
        await Phones.Talks(customer);
        await Phones.Act(await Phones.CallOn(customer, "in-progress"), "hangup");

        await Ends(other, id, "answered");
        Assert.Equal(owner.Id, (await Facts(owner, id)).State().Owner);
    }

    [Fact]
    public async Task A_call_that_nobody_takes_becomes_a_message_with_its_words()
    {
        var desk = await Tenant.Connect();
        var customer = SimulatedCarrier.FreshNumber();

        var call = await Phones.Rings(customer, desk);
        await Eventually.Passes(async () => Assert.Contains((await Phones.Calls(customer))[^1]["heard"]!.AsArray(), h => h!.GetValue<string>().Contains("leave a message", StringComparison.Ordinal)));
        await Phones.Act(call, "say", new { text = "My parcel is lost, please call back." });
        await Phones.Act(call, "hangup");

        var id = await OnlyRequest(Tenant.Admin);
        await Ends(Tenant.Admin, id, "voicemail");
        Assert.Equal(("pending", 1), ((await Facts(Tenant.Admin, id)).String("state"), (await Facts(Tenant.Admin, id)).Int("unread")));
        var recording = await Eventually.Passes(async () =>
        {
            var facts = (await Call(Tenant.Admin, id))["recording"];
            Assert.Equal("stored", facts?["state"]?.GetValue<string>());
            return facts!["id"]!.GetValue<Guid>();
        });
        await Eventually.Passes(async () => Assert.Equal("My parcel is lost, please call back.", (await Tenant.Admin.Api.Get($"/api/v1/recordings/{recording}")).Is(200)["transcript"]?.GetValue<string>()));
    }

    [Fact]
    public async Task A_key_chooses_the_team_that_rings()
    {
        var desk = await Tenant.Connect();
        var ((noor, noorsPhone), (bao, baosPhone)) = (await WithPhone("Noor Haddad"), await WithPhone("Bao Nguyen"));
        var (billing, delivery) = (await TeamOf("Billing", noor), await TeamOf("Delivery", bao));
        await Tenant.AsSystem(new SetVoiceMenu.Command(await Number(), "Welcome to the shop.", [new(1, "for billing", billing), new(2, "for deliveries", delivery)]));
        var customer = SimulatedCarrier.FreshNumber();

        await Phones.Rings(customer, desk);
        await Phones.Presses(customer, "Welcome to the shop. Press 1 for billing. Press 2 for deliveries.", "2");
        await Phones.PicksUp(baosPhone);
        Assert.Empty(await Phones.Calls(noorsPhone));
        await Phones.Presses(baosPhone, "Press 1", "1");
        await Phones.Talks(customer);

        var facts = await Facts(bao, await OnlyRequest(bao));
        Assert.Equal((delivery, bao.Id), (facts["team"]!["id"]!.GetValue<Guid>(), facts.State().Owner));
        await Phones.Act(await Phones.CallOn(customer, "in-progress"), "hangup");
    }

    [Fact]
    public async Task Without_a_key_a_caller_is_connected_all_the_same()
    {
        var desk = await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        (await agent.Api.Put("/api/v1/staff/me/presence", new { presence = "online" })).Is(204);
        await Tenant.AsSystem(new SetVoiceMenu.Command(await Number(), "Welcome.", [new(1, "for billing", await TeamOf("Billing", agent))]));

        var call = await Phones.Rings(SimulatedCarrier.FreshNumber(), desk);
        await Phones.CallOn(phone, "ringing");
        await Phones.Act(call, "hangup");
    }

    [Fact]
    public async Task Without_recording_nobody_hears_of_one_and_none_is_expected()
    {
        await Tenant.Connect();
        (await Tenant.Admin.Api.Put("/api/v1/settings/recording", new { recordsCalls = false, recordingDays = 30, keepsCarrierCopies = true })).Is(204);
        var (agent, phone) = await WithPhone();
        var (id, customer) = await Request();

        (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201);
        await Phones.PicksUp(phone);
        await Phones.Presses(phone, "Press 1", "1");
        await Phones.PicksUp(customer);
        await Phones.Talks(customer);
        await Phones.Act(await Phones.CallOn(customer, "in-progress"), "hangup");
        await Ends(agent, id, "answered");

        Assert.Empty((await Phones.Calls(customer))[^1]["heard"]!.AsArray());
        Assert.Null((await Call(agent, id))["recording"]);
        (await Tenant.Admin.Api.Put("/api/v1/settings/recording", new { recordsCalls = true, recordingDays = 0, keepsCarrierCopies = true })).Is(422, "out_of_range");
    }

    [Fact]
    public async Task A_customer_who_gives_up_has_left_work_behind()
    {
        var desk = await Tenant.Connect();
        var (agent, phone) = await WithPhone();
        (await agent.Api.Put("/api/v1/staff/me/presence", new { presence = "online" })).Is(204);
        var customer = SimulatedCarrier.FreshNumber();

        var call = await Phones.Rings(customer, desk);
        await Phones.CallOn(phone, "ringing");
        await Phones.Act(call, "hangup");

        var id = await OnlyRequest(agent);
        await Ends(agent, id, "missed");
        Assert.Equal(("pending", 1), ((await Facts(agent, id)).String("state"), (await Facts(agent, id)).Int("unread")));
    }

    private async Task IsHeard(DeskTenant.Person agent, Guid recording)
    {
        var facts = (await agent.Api.Get($"/api/v1/recordings/{recording}")).Is(200);
        Assert.Equal((2, "audio/wav", 0), (facts.Int("channels"), facts.String("contentType"), facts.Int("accessedCount")));
        Assert.Equal(2, facts["peaks"]!.AsArray().Count);
        Assert.Contains(facts["peaks"]![0]!.AsArray(), p => p!.GetValue<int>() > 20);
        var size = facts["sizeBytes"]!.GetValue<long>();

        var key = (await agent.Api.Post($"/api/v1/recordings/{recording}/listen", new { use = "listen" })).Is(200).String("key");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/recordings/{recording}/audio?key={Uri.EscapeDataString(key)}");
        request.Headers.Range = new(0, 43);
        using var part = await agent.Api.SendAsync(request);
        Assert.Equal((206, 44, size), ((int)part.StatusCode, (await part.Content.ReadAsByteArrayAsync()).Length, part.Content.Headers.ContentRange!.Length));
        using var whole = await agent.Api.GetAsync($"/api/v1/recordings/{recording}/audio?key={Uri.EscapeDataString(key)}");
        Assert.Equal((200, size, facts.String("sha256")), ((int)whole.StatusCode, whole.Content.Headers.ContentLength,
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await whole.Content.ReadAsByteArrayAsync()))));
        Assert.Equal(1, (await agent.Api.Get($"/api/v1/recordings/{recording}")).Is(200).Int("accessedCount"));
        (await Tenant.Admin.Api.Get($"/api/v1/recordings/{recording}/audio?key={Uri.EscapeDataString(key)}")).Is(403, "listening_key_needed");
        (await agent.Api.Get($"/api/v1/recordings/{recording}/audio?download=true")).Is(403, "permission_denied");
    }

    /// <summary>The agent calls, and both are on the line.</summary>
    private async Task<Guid> Talk(DeskTenant.Person agent, string phone, Guid id, string customer)
    {
        var call = (await agent.Api.Post($"{Escalations}/{id}/calls", new { })).Is(201).Id("callId");
        await Phones.PicksUp(phone);
        await Phones.Presses(phone, "Press 1", "1");
        await Phones.PicksUp(customer);
        await Phones.Talks(customer);
        return call;
    }

    private async Task<(DeskTenant.Person Agent, string Phone)> WithPhone(string? name = null)
    {
        var (agent, phone) = (await Tenant.Invite(Roles.Staff, name), SimulatedCarrier.FreshNumber());
        await SetPhone(agent, phone);
        return (agent, phone);
    }

    private static async Task SetPhone(DeskTenant.Person agent, string phone) =>
        (await agent.Api.Put("/api/v1/staff/me/preferences", new { locale = "en", phone })).Is(204);

    private async Task<(Guid Id, string Customer)> Request()
    {
        var customer = SimulatedCarrier.FreshNumber();
        return (await Tenant.Escalated(customer), customer);
    }

    private static async Task<Answer> Facts(DeskTenant.Person person, Guid id) => (await person.Api.Get($"{Escalations}/{id}")).Is(200);

    private static async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> Timeline(DeskTenant.Person person, Guid id) =>
        [.. (await person.Api.Get($"{Escalations}/{id}/timeline")).Is(200)["items"]!.AsArray().Select(i => i!)];

    /// <summary>The latest call of a request.</summary>
    private static async Task<System.Text.Json.Nodes.JsonNode> Call(DeskTenant.Person person, Guid id) =>
        (await Timeline(person, id)).Last(i => i["type"]!.GetValue<string>() is "call_placed" or "call_received")["call"]!;

    private static Task Ends(DeskTenant.Person person, Guid id, string outcome) =>
        Eventually.Passes(async () => Assert.Equal(outcome, (await Call(person, id))["outcome"]?.GetValue<string>()));

    private async Task<Guid> Number() => (Guid)(await Server.Sql("select id from communications.numbers where tenant_id = $1", Tenant.Id))!;

    private async Task<Guid> TeamOf(string name, DeskTenant.Person member)
    {
        var team = (await Tenant.Admin.Api.Post("/api/v1/teams", new { name })).Is(201).Id("teamId");
        (await Tenant.Admin.Api.Put($"/api/v1/teams/{team}/members", new { staffIds = new[] { member.Id } })).Is(204);
        (await member.Api.Put("/api/v1/staff/me/presence", new { presence = "online" })).Is(204);
        return team;
    }

    private static Task<Guid> OnlyRequest(DeskTenant.Person person) => Eventually.Passes(async () =>
        Assert.Single((await person.Api.Get(Escalations)).Is(200)["items"]!.AsArray())!["id"]!.GetValue<Guid>());
}

file static class Shown
{
    public static (string State, Guid? Owner) State(this Answer escalation) => (escalation.String("state"), escalation["assignedTo"]?["id"]!.GetValue<Guid>());
}
