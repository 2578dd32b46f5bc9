using System.Collections.Concurrent;
using System.Text;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Infrastructure.Carriers.Twilio;
using EscalationCqrs.Infrastructure.Mail;
using EscalationCqrs.Infrastructure.Telephony;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace EscalationCqrs.Application.Tests.Mail;

/// <summary>The desk with a mail server in memory and the real reader of mail. The workers are not started: tests run them.</summary>
public sealed class MailFixture : AppFixture
{
    public IMailer Mailer { get; } = Substitute.For<IMailer>();

    internal MemoryStore Store { get; } = new();

    protected override IEnumerable<KeyValuePair<string, string?>> Settings() => [new("Desk:PublicBaseUrl", "https://desk.example.test")];

    protected override void Configure(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTelephony();
        services.AddMail();
        services.AddSingleton(Mailer);
        services.AddSingleton<IFileStores>(Store);
        services.AddSingleton<ICarrierWebhook, TwilioWebhook>();
        services.AddSingleton(new Random(7));
    }
}

/// <summary>Keeps files in memory, and is away when a test wants.</summary>
internal sealed class MemoryStore : IFileStore, IFileStores
{
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public bool IsAway { get; set; }

    public string Name => "memory";

    public IFileStore Current => this;

    public IFileStore Of(string name) => this;

    public async Task<string> Put(string key, Stream content, FileFacts facts, CancellationToken ct)
    {
        if (IsAway)
            throw new StoreUnavailable("The store is away.");
        using var all = new MemoryStream();
        await content.CopyToAsync(all, ct);
        Files[key] = all.ToArray();
        return "files";
    }

    public Task<Stream?> Open(string container, string key, long from, long length, CancellationToken ct) => Task.FromResult<Stream?>(new MemoryStream(Files[key], (int)from, (int)length));

    public Task Delete(string container, string key, CancellationToken ct)
    {
        Files.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}

public abstract class MailTest(MailFixture app) : IntegrationTest(app), IClassFixture<MailFixture>
{
    protected const string Ours = "support@shop.example", Carmen = "carmen@customer.test";

    protected IMailer Mailer => app.Mailer;

    private protected MemoryStore Store => app.Store;

    protected string Secret { get; private set; } = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Mailer.HasServer.Returns(true);
        Store.IsAway = false;
        Secret = (await As(Desk.Admin).Send(new SaveMailbox.Command(Ours, "Shop Support", null, 587, MailSecurity.Starttls, null, null))).Secret!;
    }

    /// <summary>A request by e-mail of the desk's agent.</summary>
    protected Task<Escalation> Escalation(string email = Carmen) => Saved(An.OpenEscalation() with
    {
        Owner = Desk.Agent, Method = ContactMethod.Email, Conversation = A.Conversation() with { Customer = A.Customer() with { Email = email, Phone = null } },
    });

    protected Task<Mailbox> Mailbox() => Read(db => db.Mailboxes.SingleAsync());

    protected Task<Message> Now(Guid message) => Read(db => db.Messages.SingleAsync(m => m.Id == message));

    protected Task<Envelope> EnvelopeOf(Guid message) => Read(db => db.Envelopes.SingleAsync(e => e.Id == message));

    protected async Task<IReadOnlyList<DispatchMail.Outgoing>> Dispatch() => (await AsSystem().Send(new DispatchMail.Command(10))).Mails;

    protected Task Record(DispatchMail.Outgoing sent, SendOutcome outcome) => AsSystem().Send(new RecordSendOutcomes.Command([new(sent.Mail.MessageId, sent.Attempt, outcome)]));

    /// <summary>An e-mail as it comes from the net.</summary>
    protected static string Raw(string text = "It has not come yet.", string from = "Carmen <carmen@customer.test>", string? id = null, string subject = "My parcel", params string[] headers) =>
        string.Join("\r\n", [.. headers, $"From: {from}", $"To: {Ours}", $"Subject: {subject}", $"Message-ID: <{id ?? Guid.NewGuid().ToString("n") + "@customer.test"}>", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text]);

    /// <summary>An e-mail with files.</summary>
    protected static string RawWith(string text, params (string Name, byte[] Content)[] files)
    {
        var parts = files.Select(f => $"--x\r\nContent-Type: text/html; name=\"{f.Name}\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"{f.Name}\"\r\n\r\n"
            + Convert.ToBase64String(f.Content, Base64FormattingOptions.InsertLineBreaks) + "\r\n");
        return Raw($"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n{string.Concat(parts)}--x--\r\n")
            .Replace("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit", "Content-Type: multipart/mixed; boundary=x", StringComparison.Ordinal);
    }

    protected WebhookCall Delivery(string raw, string? secret = null, DateTimeOffset? at = null)
    {
        var (bytes, timestamp) = (Encoding.UTF8.GetBytes(raw), $"{(at ?? Clock.Now).ToUnixTimeSeconds()}");
        return new(SignedDelivery.Kind, "/api/v1/webhooks/inbound/key", SignedDelivery.MediaType, SignedDelivery.Text(bytes), SignedDelivery.Join(timestamp, SignedDelivery.Sign(secret ?? Secret, timestamp, bytes)));
    }

    protected async Task<StoreDelivery.Result> Deliver(WebhookCall call) =>
        await As(new CurrentActor { Kind = ActorKind.Carrier, TenantId = Desk.Tenant.Id }).Send(new StoreDelivery.Command((await Mailbox()).Id, call));

    /// <summary>An e-mail comes in and is worked on.</summary>
    /// <returns>What became of its receipt.</returns>
    protected async Task<WebhookReceipt> Comes(string raw)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await Deliver(Delivery(raw))).IsAuthentic);
        await Process();
        return await Read(db => db.WebhookReceipts.OrderByDescending(r => r.ReceivedAt).ThenByDescending(r => r.Id).FirstAsync());
    }

    /// <summary>Works on what is due in this test's tenant, once.</summary>
    protected async Task Process()
    {
        var all = App.Services.GetRequiredService<ICrossTenant>();
        var mine = Substitute.For<ICrossTenant>();
        mine.DueReceipts(default, default, default).ReturnsForAnyArgs(async call =>
            (IReadOnlyList<(Guid, Guid)>)[.. (await all.DueReceipts(call.Arg<DateTimeOffset>(), 10_000, default)).Where(m => m.TenantId == Desk.Tenant.Id)]);
        await ActivatorUtilities.CreateInstance<WebhookWorker>(App.Services, mine).Round(CancellationToken.None);
    }
}
