using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Infrastructure.Carriers.Twilio;
using EscalationCqrs.Infrastructure.Telephony;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace EscalationCqrs.Application.Tests.Telephony;

/// <summary>The desk with a carrier in memory behind Twilio's own webhooks. The workers are not started: tests run them.</summary>
public sealed class TelephonyFixture : AppFixture
{
    public FakeCarrier Carrier { get; } = new();

    protected override IEnumerable<KeyValuePair<string, string?>> Settings() => [new("Desk:PublicBaseUrl", "https://desk.example.test")];

    protected override void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTelephony();
        services.AddSingleton<ICarrierWebhook, TwilioWebhook>();
        services.AddSingleton<IMessageCarrier>(Carrier);
        services.AddSingleton(new Random(7));
    }
}

public abstract class TelephonyTest(TelephonyFixture app) : IntegrationTest(app), IClassFixture<TelephonyFixture>
{
    protected const string Secret = "test-token", CustomerPhone = "+14155550101";

    protected FakeCarrier Carrier => app.Carrier;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Carrier.Reset();
        var secrets = App.Services.GetRequiredService<ISecrets>();
        await ChangeNumber(n =>
        {
            n.Edit("Main", 1000, true);
            n.ChangeCredentials("ACtest", secrets.Protect(Secret));
        });
        Clock.Advance(TimeSpan.FromSeconds(2));
    }

    protected Task ChangeNumber(Action<Number> change) => Write(async db => change(await db.Numbers.SingleAsync(n => n.Id == Desk.Number.Id)));

    /// <summary>An escalation owned by the desk's agent, of a customer who agreed to texts.</summary>
    protected async Task<Escalation> Escalation(string phone = CustomerPhone, bool consent = true)
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent, Conversation = A.Conversation() with { Customer = A.Customer() with { Phone = phone } } });
        if (consent)
            await Save(new Consent(Desk.Tenant.Id, escalation.CustomerId, Channel.Sms, phone, ConsentSource.Widget, "test", null, Clock.Now));
        return escalation;
    }

    protected async Task<Message> Queued(Escalation escalation, string text = "On its way")
    {
        var message = Message.SmsFromStaff(escalation.TenantId, escalation.ConversationId, escalation.Id, new Actor(ActorKind.Staff, Desk.Agent.Id, "Noor"), text, escalation.Epoch,
            Desk.Number, escalation.Phone!, Clock.Now, null);
        await Save(message);
        return message;
    }

    protected async Task<Message> Queued(string text = "On its way") => await Queued(await Escalation(), text);

    protected async Task<IReadOnlyList<DispatchMessages.Outgoing>> Dispatch(int slots = 48) =>
        (await AsSystem().Send(new DispatchMessages.Command(Desk.Number.Id, slots))).Messages;

    protected Task Record(DispatchMessages.Outgoing sent, SendOutcome outcome) =>
        AsSystem().Send(new RecordSendOutcomes.Command([new(sent.Sms.MessageId, sent.Attempt, outcome)]));

    protected Task<Message> Now(Message message) => Read(db => db.Messages.SingleAsync(m => m.Id == message.Id));

    protected Task<List<DeskEvent>> Events(string type) => Read(db => db.Events.Where(e => e.Type == type).OrderBy(e => e.Seq).ToListAsync());

    /// <summary>One look of the settler at this test's tenant.</summary>
    protected async Task Settle()
    {
        var all = App.Services.GetRequiredService<ICrossTenant>();
        var mine = Substitute.For<ICrossTenant>();
        mine.StuckMessages(default, default, default, default, default).ReturnsForAnyArgs(async call =>
            (IReadOnlyList<StuckMessage>)[.. (await all.StuckMessages(call.ArgAt<DateTimeOffset>(0), call.ArgAt<DateTimeOffset>(1), call.ArgAt<int>(2), 10_000, default)).Where(m => m.TenantId == Desk.Tenant.Id)]);
        using var settler = ActivatorUtilities.CreateInstance<Settler>(App.Services, mine);
        await settler.Round(CancellationToken.None);
    }

    /// <summary>Works on what is due in this test's tenant, once.</summary>
    protected async Task Process()
    {
        var worker = ActivatorUtilities.CreateInstance<WebhookWorker>(App.Services, OnlyMine());
        await worker.Round(CancellationToken.None);
    }

    protected ICrossTenant OnlyMine()
    {
        var all = App.Services.GetRequiredService<ICrossTenant>();
        var mine = Substitute.For<ICrossTenant>();
        mine.DueReceipts(default, default, default).ReturnsForAnyArgs(async call =>
            (IReadOnlyList<(Guid, Guid)>)[.. (await all.DueReceipts(call.Arg<DateTimeOffset>(), 10_000, default)).Where(m => m.TenantId == Desk.Tenant.Id)]);
        mine.DueNumbers(default, default, default).ReturnsForAnyArgs(async call =>
            (IReadOnlyList<(Guid, Guid)>)[.. (await all.DueNumbers(call.Arg<DateTimeOffset>(), 10_000, default)).Where(m => m.TenantId == Desk.Tenant.Id)]);
        return mine;
    }

    protected Task<ReceiveWebhook.Result> Call(params WebhookCall[] calls) =>
        As(new CurrentActor { Kind = ActorKind.Carrier, TenantId = Desk.Tenant.Id }).Send(new ReceiveWebhook.Command(Desk.Number.Id, calls));

    /// <summary>A delivery report as Twilio posts it.</summary>
    protected WebhookCall Report(Message message, string sid, string status, string? error = null, bool withId = true) =>
        Signed("sms-status", withId ? $"?m={message.Id}" : "", ("MessageSid", sid), ("MessageStatus", status), ("From", Desk.Number.E164), ("To", message.Address!), ("ErrorCode", error ?? ""));

    protected WebhookCall Inbound(string text, string from = CustomerPhone, string? sid = null) =>
        Signed("sms", "", ("MessageSid", sid ?? $"SM{Guid.NewGuid():n}"), ("From", from), ("To", Desk.Number.E164), ("Body", text), ("NumMedia", "0"));

    /// <summary>The customer's SMS comes in and is worked on.</summary>
    protected async Task Texts(string text, string from = CustomerPhone, string? sid = null)
    {
        await Call(Inbound(text, from, sid));
        await Process();
    }

    [SuppressMessage("Security", "CA5350", Justification = "Twilio's scheme.")]
    private WebhookCall Signed(string kind, string query, params (string Name, string Value)[] fields)
    {
        var path = $"/api/v1/webhooks/twilio/{Desk.Number.ChannelKey}/{kind}{query}";
        var signed = $"https://desk.example.test{path}" + string.Concat(fields.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => f.Name + f.Value));
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(signed)));
        var body = string.Join('&', fields.Select(f => $"{f.Name}={WebUtility.UrlEncode(f.Value)}"));
        return new(kind, path, "application/x-www-form-urlencoded; charset=UTF-8", body, signature);
    }
}
