using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.TestKit;
using EscalationCqrs.Web.Tests.Simulator;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Web.Tests.Webhooks;

/// <summary>SMS both ways through the real adapter: the desk's own host on one side, the simulated network on the other.</summary>
public sealed class SmsRoundTripTests : IAsyncLifetime
{
    private DeskDatabase _database = null!;
    private RunningSimulator _network = null!;
    private RunningDesk _node = null!;
    private Desk _desk = null!;

    public async Task InitializeAsync()
    {
        _database = await DeskDatabase.CreateAnother();
        _network = await RunningSimulator.Start();
        _node = await RunningDesk.Start(_database, _network.Address);
        _desk = await _node.NewTenant();
        await _node.Send(_desk, new ConnectNumber.Command(_desk.Number.Id));
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _network.DisposeAsync();
        _database.Drop();
    }

    [Fact]
    public async Task Two_nodes_and_a_bad_network_deliver_every_message_exactly_once()
    {
        await using var second = await RunningDesk.Start(_database, _network.Address, _node.Address);

        // Throttled at first, then never an answer and reports twice and backwards, then neither answer nor report: only the carrier's list tells.
        await Fault(new { status = 429, count = 5 });
        await Queue(0, 30);
        await RunningSimulator.Eventually(() => All(m => m.Delivery == DeliveryState.Delivered));
        await Fault(new { acceptThenTimeout = true, duplicateCallbacks = true, reorderCallbacks = true, count = 67 });
        await Queue(30, 67);
        await RunningSimulator.Eventually(() => All(m => m.Delivery == DeliveryState.Delivered));
        await Fault(new { acceptThenTimeout = true, dropCallbacks = true, count = 3 });
        await Queue(97, 3);
        await RunningSimulator.Eventually(() => All(m => m.Delivery == DeliveryState.Delivered));

        var texts = (await _network.Messages()).Where(m => m!["direction"]!.GetValue<string>() != "inbound").Select(m => m!["body"]!.GetValue<string>()).ToList();
        Assert.Equal(100, texts.Count);
        Assert.Equal(100, texts.Distinct().Count());
        Assert.Equal(100, await Read(db => db.Messages.Select(m => m.CarrierMessageId).Distinct().CountAsync()));
    }

    [Fact]
    public async Task The_customers_answer_comes_back_to_the_request()
    {
        await Queue(0, 1);
        await RunningSimulator.Eventually(() => All(m => m.Delivery == DeliveryState.Delivered));

        (await _network.Control("inbound-sms", new { from = Phone(0), to = _desk.Number.E164, body = "Thank you!" })).EnsureSuccessStatusCode();
        await RunningSimulator.Eventually(() => Read(db => db.Messages.AnyAsync(m => m.Direction == Direction.Inbound)));

        var answer = await Read(db => db.Messages.SingleAsync(m => m.Direction == Direction.Inbound));
        Assert.Equal((await Read(db => db.Escalations.SingleAsync())).Id, answer.EscalationId);
    }

    [Theory]
    [InlineData("sms")]
    [InlineData("sms-status")]
    public async Task A_call_with_a_wrong_signature_is_refused_and_kept_apart(string kind)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/webhooks/twilio/{_desk.Number.ChannelKey}/{kind}")
        {
            Headers = { { "X-Twilio-Signature", "bm90IHRoZSBjYXJyaWVy" } },
            Content = new FormUrlEncodedContent([new("MessageSid", "SM1"), new("From", "+14155550101"), new("To", "+15005550006"), new("Body", "Give it to me"), new("MessageStatus", "delivered")]),
        };

        var answer = await _node.Client.SendAsync(call);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(("invalid_signature", "Invalid signature"), (problem["code"]!.GetValue<string>(), problem["title"]!.GetValue<string>()));
        Assert.Equal(WebhookState.Quarantined, (await Read(db => db.WebhookReceipts.SingleAsync())).State);
        Assert.Equal(0, await Read(db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task An_address_that_belongs_to_nobody_is_refused_alike()
    {
        var answer = await _node.Client.PostAsync("/api/v1/webhooks/twilio/no-such-key/sms", new FormUrlEncodedContent([new("MessageSid", "SM1")]));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("invalid_signature", (await answer.Content.ReadFromJsonAsync<JsonNode>())!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_call_of_more_than_64_KB_is_not_read()
    {
        var answer = await _node.Client.PostAsync($"/api/v1/webhooks/twilio/{_desk.Number.ChannelKey}/sms", new FormUrlEncodedContent([new("Body", new string('x', 70_000))]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(0, await Read(db => db.WebhookReceipts.CountAsync()));
    }

    private static string Phone(int customer) => $"+1415555{1000 + customer}";

    private async Task Fault(object fault) => (await _network.Control("faults", fault)).EnsureSuccessStatusCode();

    private Task<T> Read<T>(Func<Infrastructure.Persistence.DeskDb, Task<T>> query) => _node.InTenant(_desk, writes: false, query);

    private Task<bool> All(System.Linq.Expressions.Expression<Func<Message, bool>> condition) => Read(db => db.Messages.AllAsync(condition));

    /// <summary>One message to each of so many customers who agreed.</summary>
    private Task Queue(int first, int count) => _node.InTenant(_desk, writes: true, db =>
    {
        for (var i = first; i < first + count; i++)
        {
            var now = DateTimeOffset.UtcNow;
            var (escalation, rows) = (An.OpenEscalation() with { Owner = _desk.Agent, Conversation = A.Conversation() with { Customer = A.Customer() with { Phone = Phone(i) } } }).Build(_desk, now);
            db.AddRange(rows);
            db.Add(new Consent(_desk.Tenant.Id, escalation.CustomerId, Channel.Sms, Phone(i), ConsentSource.Widget, "test", null, now));
            db.Add(Message.SmsFromStaff(_desk.Tenant.Id, escalation.ConversationId, escalation.Id, new Actor(ActorKind.Staff, _desk.Agent.Id, "Noor"), $"Message {i}", escalation.Epoch,
                _desk.Number, Phone(i), now, null));
        }

        return Task.FromResult(0);
    });
}
