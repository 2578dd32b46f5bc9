using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Live;
using EscalationCqrs.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Both streams over real HTTP.</summary>
public sealed class LiveTests(DeskServer server) : ApiTest(server)
{
    private const string Events = "/api/v1/events";

    [Fact]
    public async Task Staff_see_new_work_its_owner_and_messages_as_they_happen()
    {
        await using var stream = await LiveStream.Open(Tenant.Admin.Api, Events);
        Assert.Equal("text/event-stream", stream.Answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no", stream.Answer.Headers.GetValues("X-Accel-Buffering").Single());
        var agent = await Tenant.Invite(Roles.Staff);
        var chat = await Tenant.StartChat();

        var id = await chat.AsksForPerson();
        var opened = (await stream.Next("escalation_status_update")).Json;
        Assert.Equal((id, chat.Id, "pending"), (opened["escalationId"]!.GetValue<Guid>(), opened["conversationId"]!.GetValue<Guid>(), opened["to"]!.GetValue<string>()));

        await agent.Claims(id);
        var assigned = (await stream.Next("agent_assignment_changed")).Json;
        Assert.Equal(("assigned", agent.Name), (assigned["action"]!.GetValue<string>(), assigned["agent"]!.GetValue<string>()));

        await chat.Says("Are you there?");
        var written = await stream.Next("new_message");
        Assert.DoesNotContain("Are you there?", written.Data, StringComparison.Ordinal);
        Assert.True(written.Json["revision"]!.GetValue<long>() > assigned["revision"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_stream_goes_on_where_it_was_cut_and_repeats_nothing()
    {
        var id = await Tenant.Escalated();
        string cursor;
        await using (var first = await LiveStream.Open(Tenant.Admin.Api, Events))
        {
            (await Tenant.Admin.Api.Post($"{Escalations}/{id}/priority", new { priority = "high" })).Is(200);
            cursor = (await first.Next("escalation_status_update", e => e.Json["type"]!.GetValue<string>() == "priority_changed")).Id!;
        }

        await Tenant.Admin.Claims(id);
        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/notes", new { text = "one" })).Is(201);
        await using var second = await LiveStream.Open(Tenant.Admin.Api, Events, cursor);
        var replayed = await second.Until(e => e.Name == "new_message");
        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/priority", new { priority = "low" })).Is(200);
        var live = await second.Next("escalation_status_update");

        Assert.Equal(["agent_assignment_changed", "new_message"], replayed.Select(e => e.Name));
        Assert.Equal("low", live.Json["toPriority"]!.GetValue<string>());
    }

    [Fact]
    public async Task Whoever_missed_too_much_is_told_to_read_everything_again()
    {
        var chat = await Tenant.StartChat();
        var id = await chat.AsksForPerson();
        string cursor;
        await using (var stream = await LiveStream.Open(Tenant.Admin.Api, Events))
        {
            (await Tenant.Admin.Api.Post($"{Escalations}/{id}/priority", new { priority = "high" })).Is(200);
            cursor = (await stream.Next("escalation_status_update", e => e.Json["type"]!.GetValue<string>() == "priority_changed")).Id!;
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 510), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) => (await Tenant.Admin.Api.Post($"{Escalations}/{id}/notes", new { text = $"Note {i}" })).Is(201));

        await using var late = await LiveStream.Open(Tenant.Admin.Api, Events, cursor);
        await late.Next("resync");
        (await Tenant.Admin.Api.Post($"{Escalations}/{id}/priority", new { priority = "low" })).Is(200);
        await late.Next("escalation_status_update");
    }

    [Fact]
    public async Task Customers_hear_of_messages_and_states_and_of_nothing_internal()
    {
        await Tenant.Connect();
        var agent = await Tenant.Invite(Roles.Staff, "Noor Haddad");
        var (chat, phone) = (await Tenant.StartChat(), SimulatedCarrier.FreshNumber());
        var cursor = (await chat.Reads()).String("lastEventId");
        using var browser = Server.NewClient();
        await using var stream = await LiveStream.Open(browser, $"{chat.Path}/events?token={Uri.EscapeDataString(chat.Token)}");

        var id = await agent.Claims(await chat.AsksForPerson(phone));
        (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "sms", text = "sms-text" })).Is(201);
        await Eventually.Passes(async () => Assert.Contains("sms-text", await Server.Carrier.Received(phone)));
        await Server.Carrier.Writes(phone, Tenant.Number, "answer-by-sms");
        await Eventually.Passes(async () => Assert.Contains("answer-by-sms", (await agent.Api.Get($"{Escalations}/{id}/timeline")).Text, StringComparison.Ordinal));
        (await agent.Api.Post($"{Escalations}/{id}/notes", new { text = "note-text" })).Is(201);
        (await agent.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", text = "chat-text" })).Is(201);
        (await agent.Api.Post($"{Escalations}/{id}/resolve", new { resolutionNotes = "secret-notes", resumeBot = true })).Is(200);

        // What is replayed later is as discreet as what was told at once.
        await using var replay = await LiveStream.Open(chat.Api, $"{chat.Path}/events", cursor);
        var (seen, replayed) = (await stream.Until(Last), await replay.Until(Last));
        static bool Last(LiveStream.Event e) => e.Name == "bot" && e.Data.Contains("false", StringComparison.Ordinal);
        Assert.Equal(seen.Where(e => e.Name is not null), replayed);
        Assert.Equal(["pending", "assigned", "in_progress", "resolved"], seen.Where(e => e.Name == "escalation_status_update").Select(e => e.Json["state"]!.GetValue<string>()));
        Assert.Equal("Noor Haddad", seen.First(e => e.Data.Contains("\"assigned\"", StringComparison.Ordinal)).Json["agentName"]!.GetValue<string>());
        var message = Assert.Single(seen, e => e.Name == "new_message").Json;
        Assert.Equal(("chat-text", "staff"), (message["content"]!.GetValue<string>(), message["role"]!.GetValue<string>()));
        var everything = string.Concat(seen.Select(e => e.Data));
        foreach (var secret in new[] { "sms-text", "answer-by-sms", phone, "note-text", "secret-notes", agent.Id.ToString(), agent.Email })
            Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_customers_stream_replays_what_was_missed()
    {
        var chat = await Tenant.StartChat();
        var cursor = (await chat.Reads()).String("lastEventId");
        await chat.Says("one");
        await chat.Says("two");

        await using var stream = await LiveStream.Open(chat.Api, $"{chat.Path}/events", cursor);
        await chat.Says("three");

        var seen = await stream.Until(e => e.Data.Contains("three", StringComparison.Ordinal));
        Assert.Equal(["one", "two", "three"], seen.Where(e => e.Name == "new_message").Select(e => e.Json["content"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_customers_stream_replays_what_was_missed_however_much_it_was()
    {
        var chat = await Tenant.StartChat();
        var id = await chat.AsksForPerson();
        var cursor = (await chat.Reads()).String("lastEventId");
        await Parallel.ForEachAsync(Enumerable.Range(0, 510), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) => (await Tenant.Admin.Api.Post($"{Escalations}/{id}/notes", new { text = $"Note {i}" })).Is(201));
        await chat.Says("one");

        await using var stream = await LiveStream.Open(chat.Api, $"{chat.Path}/events", cursor);
        await chat.Says("two");

        var seen = await stream.Until(e => e.Data.Contains("two", StringComparison.Ordinal));
        Assert.Equal(["one", "two"], seen.Where(e => e.Name == "new_message").Select(e => e.Json["content"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_customers_stream_that_lost_events_ends_so_that_its_client_replays_them()
    {
        var chat = await Tenant.StartChat();
        await using var stream = await LiveStream.Open(chat.Api, $"{chat.Path}/events");

        Flood(i => Happened(i, chat.Id, null, EventTypes.CustomerMessage, $$"""{"channel":"chat","messageId":"{{Guid.NewGuid()}}"}"""));

        await stream.Ended.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_staff_stream_that_lost_events_says_so_and_ends()
    {
        await using var stream = await LiveStream.Open(Tenant.Admin.Api, Events);

        Flood(i => Happened(i, Guid.NewGuid(), Guid.NewGuid(), EventTypes.CustomerMessage, "{}"));

        await stream.Next("resync");
        await stream.Ended.WaitAsync(Eventually.Patience);
    }

    /// <summary>Far more than a reader may be behind, at once.</summary>
    private void Flood(Func<int, EventRow> happened) =>
        Server.Services.GetRequiredService<LiveHub>().Publish([.. Enumerable.Range(1, 20_000).Select(happened)]);

    /// <summary>Later than all that really happens, so that no stream passes it over.</summary>
    private EventRow Happened(int i, Guid conversation, Guid? escalation, string type, string data) =>
        new(new(ulong.MaxValue, i), Tenant.Id, conversation, escalation, type, DateTimeOffset.UtcNow, ActorKind.Customer, null, "", data, null, null, i);

    [Fact]
    public async Task A_stream_beats_and_ends_when_its_viewer_leaves_the_desk()
    {
        var agent = await Tenant.Invite(Roles.Staff);
        await using var stays = await LiveStream.Open(Tenant.Admin.Api, Events);
        await using var leaves = await LiveStream.Open(agent.Api, Events);

        (await Tenant.Admin.Api.Post($"/api/v1/users/{agent.Id}/deactivate")).Is(200);

        await leaves.Ended.WaitAsync(Eventually.Patience);
        Assert.Equal("heartbeat", await stays.NextComment());
        Assert.False(stays.Ended.IsCompleted);
    }

    [Fact]
    public async Task Whoever_may_not_read_the_inbox_gets_no_stream()
    {
        var manager = await Tenant.Invite(Roles.Manager);
        (await manager.Api.Get(Events)).Is(403, "permission_denied");
    }
}
