using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.CarrierSimulator;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Infrastructure.Persistence;
using EscalationCqrs.TestKit;
using EscalationCqrs.Web.Tests.Simulator;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Web.Tests.Webhooks;

/// <summary>A tenant whose number is at RingCentral: the desk's own host on one side, the simulated network on the other.</summary>
public sealed class RingCentralStoryTests : IAsyncLifetime
{
    private DeskDatabase _database = null!;
    private RunningSimulator _network = null!;
    private RunningDesk _node = null!;
    private Desk _desk = null!;
    private Number _number = null!;

    public async Task InitializeAsync()
    {
        _database = await DeskDatabase.CreateAnother();
        _network = await RunningSimulator.Start();
        _node = await RunningDesk.Start(_database, _network.Address);
        _desk = await _node.NewTenant();
        var (app, secrets) = (CarrierSimulator.Simulator.DemoApp, _node.Services.GetRequiredService<ISecrets>());
        _number = new Number(_desk.Tenant.Id, CarrierSimulator.Simulator.DemoExtensionNumber, "Second carrier", "ringcentral", app.ClientId, secrets.Protect(app.ClientSecret), $"key-{Guid.NewGuid():n}",
            DateTimeOffset.UtcNow, secrets.Protect(app.Jwt), 1000);
        await _node.InTenant(_desk, writes: true, db => Task.FromResult(db.Add(_number)));
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _network.DisposeAsync();
        _database.Drop();
    }

    [Fact]
    public async Task Texts_go_out_are_followed_to_their_end_and_answers_come_back_to_the_request()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        var reporting = (await Number()).Reporting!;
        Assert.Null(reporting.Trouble);
        Assert.NotNull(reporting.SubscriptionId);
        Assert.True(reporting.ExpiresAt > DateTimeOffset.UtcNow.AddDays(6));

        await Queue(2);
        await Queue(1, "+14155550193");
        await RunningSimulator.Eventually(() => Read(db => db.Messages.AllAsync(m => m.Delivery == DeliveryState.Delivered || m.Delivery == DeliveryState.Undelivered)));
        var lost = await Read(db => db.Messages.SingleAsync(m => m.Delivery == DeliveryState.Undelivered));
        Assert.Equal(("+14155550193", "SMS-UP-500"), (lost.Address, lost.DeliveryReason));

        await _network.Control("inbound-sms", new { from = "+14155551000", to = _number.E164, body = "Thank you!" });
        await _network.Control("inbound-sms", new { from = "+14155559999", to = _number.E164, body = "Hello, is anybody there?" });
        await RunningSimulator.Eventually(() => Read(async db => await db.Messages.CountAsync(m => m.Direction == Direction.Inbound) == 2));
        var answer = await Read(db => db.Messages.SingleAsync(m => m.Text == "Thank you!"));
        Assert.Equal(await Read(db => db.Messages.Where(m => m.Direction == Direction.Outbound && m.Address == "+14155551000").Select(m => m.EscalationId).SingleAsync()), answer.EscalationId);
        Assert.Equal(EscalationState.Pending, await Read(db => db.Escalations.Where(e => e.Phone == "+14155559999").Select(e => e.State).SingleAsync()));
    }

    [Fact]
    public async Task A_message_without_an_answer_is_found_in_the_carriers_list_and_sent_once()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        await _network.Faults(new { acceptThenTimeout = true, dropCallbacks = true, count = 1 });
        await Queue(1);
        await RunningSimulator.Eventually(() => Read(db => db.Messages.AllAsync(m => m.Delivery == DeliveryState.Delivered)));

        Assert.Single(await _network.Messages("?to=%2B14155551000"));
    }

    [Fact]
    public async Task A_customer_who_opted_out_at_the_carrier_is_not_texted_again()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        // What came before would be fetched.
        await LookedAfter();
        await _network.Faults(new { dropCallbacks = true, count = 1 });
        await _network.Control("inbound-sms", new { from = "+14155551000", to = _number.E164, body = "STOP" });
        await Queue(1);
        await RunningSimulator.Eventually(() => Read(db => db.Messages.AllAsync(m => m.Delivery == DeliveryState.Undelivered)));

        Assert.NotNull((await Read(db => db.Consents.SingleAsync(c => c.Address == "+14155551000"))).WithdrawnAt);
    }

    [Fact]
    public async Task A_subscription_that_the_carrier_gave_up_is_made_anew()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        var first = (await Number()).Reporting!.SubscriptionId;
        (await _network.Control("ringcentral/blacklist", new { })).EnsureSuccessStatusCode();
        await WatchNow();
        await RunningSimulator.Eventually(async () => (await Number()).Reporting is { Trouble: null } now && now.SubscriptionId != first);

        await _network.Control("inbound-sms", new { from = "+14155551000", to = _number.E164, body = "Can you hear me?" });
        await RunningSimulator.Eventually(() => Read(db => db.Messages.AnyAsync(m => m.Text == "Can you hear me?")));
    }

    [Fact]
    public async Task What_customers_text_while_nothing_is_reported_is_fetched_once()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        await LookedAfter();
        (await _network.Control("ringcentral/blacklist", new { })).EnsureSuccessStatusCode();
        await _network.Control("inbound-sms", new { from = "+14155551000", to = _number.E164, body = "Nobody tells you of this" });
        await _network.Control("inbound-sms", new { from = "+14155551001", to = _number.E164, body = "Nor of this" });
        await _network.Settled();
        Assert.Equal(0, await Read(db => db.Messages.CountAsync()));
        await ReadOn();
        await RunningSimulator.Eventually(() => Read(async db => await db.Messages.CountAsync(m => m.Direction == Direction.Inbound) == 2));

        await _network.Control("inbound-sms", new { from = "+14155551000", to = _number.E164, body = "You were told of this" });
        await RunningSimulator.Eventually(() => Read(db => db.Messages.AnyAsync(m => m.Text == "You were told of this")));
        await ReadOn();
        await RunningSimulator.Eventually(() => Read(db => db.WebhookReceipts.AllAsync(r => r.State == WebhookState.Processed)));
        Assert.Equal(3, await Read(db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task A_text_whose_report_was_lost_is_fetched()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        await _network.Faults(new { dropCallbacks = true, count = 1 });
        await _network.Control("inbound-sms", new { from = "+14155551000", to = _number.E164, body = "The report of this is lost" });
        await ReadOn();

        await RunningSimulator.Eventually(() => Read(db => db.Messages.AnyAsync(m => m.Text == "The report of this is lost")));
    }

    [Fact]
    public async Task What_an_unknown_order_reports_is_kept_apart_and_the_text_is_fetched()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        await Order("an order that is not ours");
        await _network.Control("inbound-sms", new { from = "+14155551000", to = _number.E164, body = "Who reports this?" });
        await RunningSimulator.Eventually(() => Read(db => db.WebhookReceipts.AnyAsync(r => r.Error == "unknown_subscription")));
        Assert.Equal(0, await Read(db => db.Messages.CountAsync()));
        await _node.InTenant(_desk, writes: true, db => db.WebhookReceipts.ExecuteUpdateAsync(r => r.SetProperty(x => x.ReceivedAt, DateTimeOffset.UtcNow.AddMinutes(-3))));
        await RunningSimulator.Eventually(() => Read(db => db.WebhookReceipts.AllAsync(r => r.State == WebhookState.Quarantined && r.Error == "unknown_subscription")));

        await ReadOn();
        await RunningSimulator.Eventually(() => Read(db => db.Messages.AnyAsync(m => m.Text == "Who reports this?")));
    }

    [Fact]
    public async Task The_first_reports_of_an_order_may_overtake_the_answer_that_names_it()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        var known = (await Number()).Reporting!.SubscriptionId!;
        await Order("not written yet");
        await _network.Control("inbound-sms", new { from = "+14155551000", to = _number.E164, body = "Already?" });
        await RunningSimulator.Eventually(() => Read(db => db.WebhookReceipts.AnyAsync(r => r.Error == "unknown_subscription")));
        await Order(known);

        await RunningSimulator.Eventually(() => Read(db => db.Messages.AnyAsync(m => m.Text == "Already?")));
    }

    /// <summary>Makes the desk know another order.</summary>
    private async Task Order(string id)
    {
        await LookedAfter();
        await _node.InTenant(_desk, writes: true, async db =>
        {
            var (number, now) = ((await db.LockNumber(_number.Id, default))!, DateTimeOffset.UtcNow);
            // Twice: the order before the one that stands is known too.
            number.Reported($"{id}, before", now.AddDays(7), now);
            number.Reported(id, now.AddDays(7), now);
            number.Reported(id, now.AddDays(7), now);
            return 0;
        });
    }

    /// <summary>After a new order the desk looks at once; from then on only when told.</summary>
    private Task LookedAfter() => RunningSimulator.Eventually(async () => await Number() is { Reporting: { Heard: { Reading: null } texts, HeardCalls: { Reading: null } calls } } number
        && texts.Until > texts.From && calls.Until > calls.From && number.WatchAt > DateTimeOffset.UtcNow.AddMinutes(10));

    /// <summary>Has the desk read the carrier's list up to now.</summary>
    private async Task ReadOn()
    {
        var now = DateTimeOffset.UtcNow;
        await WatchNow();
        await RunningSimulator.Eventually(async () => (await Number()).Reporting is { Heard: { Reading: null } texts, HeardCalls: { Reading: null } calls } && texts.Until >= now && calls.Until >= now);
    }

    [Fact]
    public async Task Other_credentials_make_another_order_and_leave_none_behind()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        var first = (await Number()).Reporting!.SubscriptionId;
        (await _network.Control("accounts", new
        {
            sid = CarrierSimulator.Simulator.DemoExtensionSid, authToken = "not-a-real-auth-token-0123456789",
            app = new { clientId = CarrierSimulator.Simulator.DemoApp.ClientId, clientSecret = "a-new-secret", jwt = "a.new.jwt" },
        })).EnsureSuccessStatusCode();
        await _node.Send(_desk, new UpdateNumber.Command(_number.Id, "Second carrier", 1000, true, false, Secret: "a-new-secret", Grant: "a.new.jwt"));
        await RunningSimulator.Eventually(async () => (await Number()).Reporting is { Trouble: null, SubscriptionId: { } now } && now != first);

        await _network.Control("inbound-sms", new { from = "+14155551000", to = _number.E164, body = "Can you hear me?" });
        await RunningSimulator.Eventually(() => Read(db => db.Messages.AnyAsync(m => m.Text == "Can you hear me?")));
        await _network.Settled();
        Assert.Equal(0, await Read(db => db.WebhookReceipts.CountAsync(r => r.State == WebhookState.Quarantined)));
    }

    [Fact]
    public async Task What_keeps_reports_from_coming_is_told()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        await _network.Faults(new { status = 503, on = "all" });
        await WatchNow();
        await RunningSimulator.Eventually(async () => (await Number()).Reporting?.Trouble is not null);

        Assert.Contains("CMN-211", (await Number()).Reporting!.Trouble, StringComparison.Ordinal);
        await _network.Faults(new { });
        await WatchNow();
        await RunningSimulator.Eventually(async () => (await Number()).Reporting?.Trouble is null);
    }

    [Fact]
    public async Task Sessions_that_ended_are_opened_anew()
    {
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        (await _network.Control("ringcentral/end-sessions", new { })).EnsureSuccessStatusCode();
        await Queue(1);

        await RunningSimulator.Eventually(() => Read(db => db.Messages.AllAsync(m => m.Delivery == DeliveryState.Delivered)));
    }

    [Fact]
    public async Task A_call_rings_the_agent_then_the_customer_and_its_recording_is_found_in_the_log_and_stored()
    {
        const string AgentPhone = "+14155550170", Customer = "+14155550171";
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        var callId = await Place(AgentPhone, Customer);
        await _network.Act(await _network.CallOn(AgentPhone, "ringing"), "answer");
        await RunningSimulator.Eventually(async () => (await _network.Calls(AgentPhone))[^1]["heard"]!.AsArray().Any(h => h!.GetValue<string>().Contains("press 1", StringComparison.Ordinal)));
        await _network.Act((string)(await _network.Calls(AgentPhone))[^1]["sid"]!, "press", new { digits = "1" });
        var customer = await _network.CallOn(Customer, "ringing");
        await _network.Act(customer, "answer");
        await RunningSimulator.Eventually(() => Read(db => db.Calls.AnyAsync(c => c.Id == callId && c.State == CallState.Connected)));
        await _network.Act(customer, "hangup");
        await RunningSimulator.Eventually(() => Read(db => db.Calls.AnyAsync(c => c.Id == callId && c.State == CallState.Ended && c.Outcome == CallOutcome.Answered)));

        await RunningSimulator.Eventually(() => Read(db => db.Recordings.AnyAsync(r => r.CallId == callId && r.State == RecordingState.Stored && r.CarrierDeletedAt != null)));
    }

    [Fact]
    public async Task An_agent_who_does_not_answer_ends_the_call()
    {
        var callId = await Place("+14155550191", "+14155550171");

        await RunningSimulator.Eventually(() => Read(db => db.Calls.AnyAsync(c => c.Id == callId && c.Outcome == CallOutcome.AgentNotReached)));
        Assert.Empty(await _network.Calls("+14155550171"));
    }

    [Fact]
    public async Task A_customers_call_that_nobody_answers_becomes_work_once()
    {
        const string Caller = "+14155550172";
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        await LookedAfter();
        (await _network.Control("inbound-call", new { from = Caller, to = _number.E164 })).EnsureSuccessStatusCode();
        await _network.Act(await _network.CallOn(Caller, "ringing"), "hangup");
        await _network.CallOn(Caller, "canceled");
        await ReadOn();
        await RunningSimulator.Eventually(() => Read(db => db.Calls.AnyAsync(c => c.Outcome == CallOutcome.Missed)));
        await ReadOn();

        var call = await Read(db => db.Calls.SingleAsync());
        var request = await Read(db => db.Escalations.SingleAsync(e => e.Id == call.EscalationId));
        Assert.Equal((Direction.Inbound, Caller, (int?)0), (call.Direction, call.CustomerPhone, call.DurationSeconds));
        Assert.Equal((EscalationOrigin.InboundCall, EscalationState.Pending, 1, (DateTimeOffset?)null), (request.Origin, request.State, request.Unread, request.FirstRespondedAt));
    }

    [Fact]
    public async Task A_customers_call_that_the_account_answers_is_told_with_who_answered()
    {
        const string Caller = "+14155550172";
        await _node.Send(_desk, new ConnectNumber.Command(_number.Id));
        await LookedAfter();
        await _network.Control("inbound-sms", new { from = Caller, to = _number.E164, body = "I shall call you" });
        await RunningSimulator.Eventually(() => Read(db => db.Messages.AnyAsync()));
        (await _network.Control("inbound-call", new { from = Caller, to = _number.E164 })).EnsureSuccessStatusCode();
        var sid = await _network.CallOn(Caller, "ringing");
        await _network.Act(sid, "answer");
        await _network.Act(sid, "hangup");
        await _network.CallOn(Caller, "completed");
        await ReadOn();
        await RunningSimulator.Eventually(() => Read(db => db.Calls.AnyAsync(c => c.Outcome == CallOutcome.Answered)));

        var call = await Read(db => db.Calls.SingleAsync());
        var request = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((request.Id, "Front desk", null), (call.EscalationId, call.AgentName, call.AgentId));
        Assert.NotNull(request.FirstRespondedAt);
    }

    private Task<Guid> Place(string agentPhone, string customer) => _node.InTenant(_desk, writes: true, async db =>
    {
        var (now, agent) = (DateTimeOffset.UtcNow, await db.Staff.SingleAsync(s => s.Id == _desk.Agent.Id));
        agent.AnswerAt(agentPhone);
        var (escalation, rows) = (An.OpenEscalation() with { NumberId = _number.Id, Owner = _desk.Agent, Conversation = A.Conversation() with { Customer = A.Customer() with { Phone = customer } } }).Build(_desk, now);
        db.AddRange(rows);
        db.Add(new Consent(escalation.TenantId, escalation.CustomerId, Channel.Voice, customer, ConsentSource.Widget, "test", null, now));
        var call = Call.ToCustomer(escalation, agent, _number, customer, null, new Actor(ActorKind.Staff, agent.Id, "Noor"), now);
        db.Add(call);
        return call.Id;
    });

    [Fact]
    public async Task The_address_echoes_the_handshake_and_nothing_else_without_the_token()
    {
        var path = $"/api/v1/webhooks/ringcentral/{_number.ChannelKey}";
        using var handshake = await Post(path, "", validation: "abc-123");
        Assert.Equal((HttpStatusCode.OK, "abc-123", "application/json", """{"status":"received"}"""), (handshake.StatusCode, handshake.Headers.GetValues("Validation-Token").Single(),
            handshake.Content.Headers.ContentType!.ToString(), await handshake.Content.ReadAsStringAsync()));

        const string Event = """{"uuid":"1","event":"/restapi/v1.0/account/1/extension/1/message-store/instant?type=SMS","body":{"id":"1","from":{"phoneNumber":"+14155550101"},"to":[{"phoneNumber":"+15005550016"}],"subject":"Give it to me"}}""";
        foreach (var call in new[] { await Post(path, Event), await Post(path, Event, "wrong"), await Post(path, Event, validation: "abc"), await Post("/api/v1/webhooks/ringcentral/no-such-key", "", validation: "abc") })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, call.StatusCode);
            var problem = (await call.Content.ReadFromJsonAsync<JsonNode>())!;
            Assert.Equal(("invalid_signature", "Invalid signature"), ((string?)problem["code"], (string?)problem["title"]));
            call.Dispose();
        }

        Assert.True(await Read(db => db.WebhookReceipts.AllAsync(r => r.State == WebhookState.Quarantined)));
        Assert.Equal(0, await Read(db => db.Messages.CountAsync()));
    }

    private async Task<HttpResponseMessage> Post(string path, string body, string? verification = null, string? validation = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        if (verification is not null)
            request.Headers.Add("Verification-Token", verification);
        if (validation is not null)
            request.Headers.Add("Validation-Token", validation);
        return await _node.Client.SendAsync(request);
    }

    private Task WatchNow() => _node.InTenant(_desk, writes: true, db => db.Numbers.Where(n => n.Id == _number.Id).ExecuteUpdateAsync(n => n.SetProperty(x => x.WatchAt, DateTimeOffset.UtcNow)));

    private Task<Number> Number() => Read(db => db.Numbers.AsNoTracking().SingleAsync(n => n.Id == _number.Id));

    private Task<T> Read<T>(Func<DeskDb, Task<T>> query) => _node.InTenant(_desk, writes: false, query);

    /// <summary>One message to each of so many customers who agreed.</summary>
    private Task Queue(int count, string? to = null) => _node.InTenant(_desk, writes: true, db =>
    {
        for (var i = 0; i < count; i++)
        {
            var (now, phone) = (DateTimeOffset.UtcNow, to ?? $"+1415555{1000 + i}");
            var (escalation, rows) = (An.OpenEscalation() with { NumberId = _number.Id, Owner = _desk.Agent, Conversation = A.Conversation() with { Customer = A.Customer() with { Phone = phone } } }).Build(_desk, now);
            db.AddRange(rows);
            db.Add(new Consent(_desk.Tenant.Id, escalation.CustomerId, Channel.Sms, phone, ConsentSource.Widget, "test", null, now));
            db.Add(Message.SmsFromStaff(_desk.Tenant.Id, escalation.ConversationId, escalation.Id, new Actor(ActorKind.Staff, _desk.Agent.Id, "Noor"), $"Message {phone}", escalation.Epoch, _number, phone, now, null));
        }

        return Task.FromResult(0);
    });
}
