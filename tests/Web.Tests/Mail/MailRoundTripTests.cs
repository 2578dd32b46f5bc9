using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Mail;

/// <summary>A desk with an SMTP server beside it.</summary>
public sealed class MailDesk : DeskServer
{
    public SmtpServer Smtp { get; private set; } = null!;

    protected override IEnumerable<(string Name, string Value)> Settings() => [("Dispatch:PollMilliseconds", "50")];

    public override async Task InitializeAsync()
    {
        Smtp = await SmtpServer.Start();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Smtp.DisposeAsync();
    }
}

/// <summary>E-mail both ways: the product as it runs, a real SMTP server on one side and signed deliveries on the other.</summary>
public sealed partial class MailRoundTripTests(MailDesk desk) : IClassFixture<MailDesk>, IAsyncLifetime
{
    private const string Escalations = "/api/v1/escalations", Ours = "support@shop.example";

    private DeskTenant _tenant = null!;
    private string _secret = "", _path = "";

    public async Task InitializeAsync()
    {
        _tenant = await desk.NewTenant();
        _secret = (await _tenant.AsSystem(new SaveMailbox.Command(Ours, "Shop Support", "localhost", desk.Smtp.Port, MailSecurity.None, null, null))).Secret!;
        _path = (await _tenant.AsSystem(new GetMailbox.Query())).Mailbox!.Inbound.AbsolutePath;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static string Fresh(string who = "mai") => $"{who}@c{Guid.NewGuid().ToString("n")[..8]}.test";

    private async Task<(Guid Escalation, Chat Chat)> AsksForMail(string email, string locale = "en")
    {
        var chat = await _tenant.StartChat(locale);
        var asked = (await chat.Asks(new { reason = "My parcel has not arrived yet", preferredMethod = "email", email, consent = false })).Is(201);
        return (await _tenant.Admin.Claims(asked.Id("escalationId")), chat);
    }

    private Task<Answer> Writes(Guid escalation, string text) => _tenant.Admin.Api.Post($"{Escalations}/{escalation}/messages", new { channel = "email", text });

    private async Task<string> Timeline(Guid escalation) => (await _tenant.Admin.Api.Get($"{Escalations}/{escalation}/timeline")).Is(200).Text;

    private Task<Answer> Deliver(string raw, string? secret = null, DateTimeOffset? at = null, string type = SignedDelivery.MediaType, string? signature = null, string? path = null, bool asksFirst = false)
    {
        var (body, timestamp) = (Encoding.UTF8.GetBytes(raw), $"{(at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds()}");
        return desk.Anyone.Call(HttpMethod.Post, path ?? _path, new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } },
            ("Expect", asksFirst ? "100-continue" : ""), ("X-Timestamp", timestamp), ("X-Signature", signature ?? SignedDelivery.Sign(secret ?? _secret, timestamp, body)));
    }

    private static string Raw(string from, string text, string? references = null) =>
        $"From: Mai <{from}>\r\nTo: {Ours}\r\nSubject: Re: parcel\r\nMessage-ID: <{Guid.NewGuid():n}@{from.Split('@')[1]}>\r\n{(references is null ? "" : $"References: <{references}>\r\n")}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}";

    [Fact]
    public async Task A_customer_who_asked_for_e_mail_is_answered_by_e_mail_and_the_answer_comes_back()
    {
        var email = Fresh();
        var (escalation, chat) = await AsksForMail(email, "vi");

        var sent = (await Writes(escalation, "Chào Mai, bưu kiện đang đến.")).Is(201);
        await Eventually.Passes(() => Assert.Single(desk.Smtp.To(email)));
        using var message = desk.Smtp.To(email)[0].Read();
        Assert.Equal("Yêu cầu của bạn gửi Example Shop", message.Subject);
        Assert.Equal("Chào Mai, bưu kiện đang đến.", message.TextBody!.TrimEnd());
        Assert.Equal($"{sent.Id("messageId"):n}@shop.example", message.MessageId);

        (await Deliver(Raw(email, "Cảm ơn bạn!\n\nVào 10:02, Th 2, Shop <support@shop.example> đã viết:\n> Chào Mai", message.MessageId))).Is(202);

        await Eventually.Passes(async () =>
        {
            var timeline = await Timeline(escalation);
            Assert.Contains("\"Cảm ơn bạn!\"", Regex.Unescape(timeline), StringComparison.Ordinal);
            Assert.Contains("\"sent\"", timeline, StringComparison.Ordinal);
        });
        Assert.DoesNotContain("bưu kiện đang đến", Regex.Unescape((await chat.Reads()).Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_cut_off_after_its_end_is_uncertain_and_never_sent_twice()
    {
        var email = Fresh("cut");
        var (escalation, _) = await AsksForMail(email);

        (await Writes(escalation, "Only once")).Is(201);

        await Eventually.Passes(async () => Assert.Contains("\"uncertain\"", await Timeline(escalation), StringComparison.Ordinal));
        // Another node's dispatcher and settler look at it too.
        await desk.Stop();
        await desk.Start();
        var after = Fresh();
        (await Writes((await AsksForMail(after)).Escalation, "Meanwhile")).Is(201);
        await Eventually.Passes(() => Assert.Single(desk.Smtp.To(after)));
        Assert.Single(desk.Smtp.To(email));
        Assert.Contains("\"uncertain\"", await Timeline(escalation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_puts_off_is_sent_later_and_what_it_refuses_is_not()
    {
        var (refused, later) = (Fresh("refused"), Fresh("closing"));
        var (one, two) = ((await AsksForMail(refused)).Escalation, (await AsksForMail(later)).Escalation);
        (await Writes(one, "To nobody")).Is(201);
        (await Writes(two, "A little later")).Is(201);

        await Eventually.Passes(async () => Assert.Contains("\"failed\"", await Timeline(one), StringComparison.Ordinal));
        await Eventually.Passes(() => Assert.Single(desk.Smtp.To(later)));
        Assert.Empty(desk.Smtp.To(refused));
    }

    [Fact]
    public async Task Only_what_is_signed_now_with_the_secret_is_taken()
    {
        var raw = Raw(Fresh(), "Hello, is anybody there?");
        (await Deliver(raw, "guessed")).Is(401, "invalid_signature");
        (await Deliver(raw, at: DateTimeOffset.UtcNow.AddMinutes(-6))).Is(401, "invalid_signature");
        (await Deliver(raw, signature: "")).Is(401, "invalid_signature");
        (await Deliver(raw, path: "/api/v1/webhooks/inbound/unknown")).Is(401, "invalid_signature");
        (await Deliver(raw, type: "application/json")).Is(415, "unsupported_media_type");
        (await Deliver(raw + new string('x', 26 * 1024 * 1024), asksFirst: true)).Is(413, "too_large");
        Assert.Equal(0L, await desk.Sql("select count(*) from communications.messages where tenant_id = $1", _tenant.Id));

        (await Deliver(raw)).Is(202);
        (await Deliver(raw)).Is(202);
        await Eventually.Passes(async () => Assert.Equal(0L, await desk.Sql("select count(*) from communications.webhook_receipts where tenant_id = $1 and next_attempt_at is not null", _tenant.Id)));
        Assert.Equal(1L, await desk.Sql("select count(*) from communications.messages where tenant_id = $1", _tenant.Id));
    }

    [Fact]
    public async Task A_file_that_came_with_an_e_mail_is_handed_out_as_a_file_and_to_those_alone_who_see_the_request()
    {
        var raw = Raw(Fresh(), "See the picture").Replace("Content-Type: text/plain; charset=utf-8\r\n\r\n", "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n", StringComparison.Ordinal)
            + $"\r\n--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"Vết nứt.png\"\r\n\r\n{string.Concat(Enumerable.Repeat(new string('A', 76) + "\r\n", 40_000))}--x--\r\n";
        (await Deliver(raw)).Is(202);

        await Eventually.Passes(async () => Assert.Equal("kept", await desk.Sql("select state from communications.attachments where tenant_id = $1", _tenant.Id)));
        Assert.True((int)(await desk.Sql("select max(length(body)) from communications.webhook_receipts where tenant_id = $1", _tenant.Id))! <= StoreDelivery.MaxKept);
        var escalation = (Guid)(await desk.Sql("select id from support.escalations where tenant_id = $1", _tenant.Id))!;
        var file = (await _tenant.Admin.Api.Get($"{Escalations}/{escalation}/timeline")).Is(200)["items"]!.AsArray().Select(i => i!["mail"]).OfType<System.Text.Json.Nodes.JsonObject>().Single()["files"]![0]!;
        Assert.Equal(("Vết nứt.png", 2_280_000L, "kept"), (file["name"]!.GetValue<string>(), file["length"]!.GetValue<long>(), file["state"]!.GetValue<string>()));

        var id = file["id"]!.GetValue<Guid>();
        using var pages = await _tenant.Admin.SignInOnPage();
        foreach (var (client, path) in new[] { (_tenant.Admin.Api, $"/api/v1/attachments/{id}"), (pages, $"/attachments/{id}") })
        {
            using var answer = await client.GetAsync(path);
            Assert.Equal("attachment; filename=\"V_t n_t.png\"; filename*=UTF-8''V%E1%BA%BFt%20n%E1%BB%A9t.png", answer.Content.Headers.ContentDisposition!.ToString());
            // Its bytes are zeros, whatever the e-mail called them.
            Assert.Equal(("application/octet-stream", 2_280_000L, "nosniff"), (answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentLength!.Value, answer.Headers.GetValues("X-Content-Type-Options").Single()));
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.All(await answer.Content.ReadAsByteArrayAsync(), b => Assert.Equal(0, b));
        }

        Assert.Contains($"href=\"/attachments/{id}\" download=\"V", (await pages.Get($"/inbox?id={escalation}")).Is(200).Text, StringComparison.Ordinal);
        Assert.Equal(401, (await desk.Anyone.Get($"/api/v1/attachments/{id}")).Status);
        Assert.Equal(404, (await (await desk.NewTenant()).Admin.Api.Get($"/api/v1/attachments/{id}")).Status);
    }

    [Fact]
    public async Task Another_tenants_secret_opens_nothing_here()
    {
        var other = await desk.NewTenant();
        var theirs = (await other.AsSystem(new SaveMailbox.Command("help@other.example", "Help", "localhost", desk.Smtp.Port, MailSecurity.None, null, null))).Secret!;
        (await Deliver(Raw(Fresh(), "Hello?"), theirs)).Is(401, "invalid_signature");
    }

    [Fact]
    public async Task An_administrator_sets_the_mailbox_up_on_its_page_and_tries_it_out()
    {
        var tenant = await desk.NewTenant();
        using var pages = await tenant.Admin.SignInOnPage();
        (string, string)[] settings = [("address", "help@shop.example"), ("name", "Help"), ("host", "localhost"), ("port", $"{desk.Smtp.Port}"), ("security", "None"), ("isActive", "true")];
        var objection = await DeskServer.PostForm(pages, "/settings/mail", "/settings/mail", [.. settings, ("user", "desk"), ("password", "secret")]);
        Assert.Contains("would travel in clear", objection.Is(200).Text, StringComparison.Ordinal);

        Assert.Equal(302, (await DeskServer.PostForm(pages, "/settings/mail", "/settings/mail", settings)).Status);
        var page = (await pages.Get("/settings/mail")).Is(200).Text;
        var secret = MadeSecret().Match(page).Groups[1].Value;
        Assert.Equal(43, secret.Length);
        Assert.DoesNotContain(secret, (await pages.Get("/settings/mail")).Text, StringComparison.Ordinal);
        (await Deliver(Raw(Fresh(), "Is it open today?"), secret, path: Inbound().Match(page).Groups[1].Value)).Is(202);

        var me = Fresh("ada");
        Assert.Equal(302, (await DeskServer.PostForm(pages, "/settings/mail", "/settings/mail?handler=Test", ("to", me))).Status);
        await Eventually.Passes(() => Assert.Single(desk.Smtp.To(me)));
        await Eventually.Passes(async () => Assert.Contains("#check\"", (await pages.Get("/settings/mail")).Text, StringComparison.Ordinal));
        await Eventually.Passes(async () => Assert.Contains("E-mail from a customer", (await pages.Get("/settings/webhooks")).Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_integration_sets_the_mailbox_up_and_reads_no_secret()
    {
        const string Path = "/api/v1/settings/mail";
        var tenant = await desk.NewTenant();
        var settings = new { address = "Help@Shop.example", name = "Help", host = "localhost", port = desk.Smtp.Port, security = "none", isActive = true };
        Assert.Null((await tenant.Admin.Api.Get(Path)).Is(200)["mailbox"]);
        (await tenant.Admin.Api.Post($"{Path}/test", new { to = "ada@shop.example" })).Is(404, "not_found");
        (await tenant.Admin.Api.Put(Path, new { address = "nobody", name = "Help", host = "localhost", port = 0, security = "none" })).Is(422, "validation");
        Assert.Equal(["security"], (await tenant.Admin.Api.Put(Path, new { address = "help@shop.example", name = "Help", host = "localhost", port = 25, security = "none", user = "desk", password = "horse" })).Is(422, "password_in_clear").Fields);
        (await tenant.Admin.Api.Put(Path, new { settings.address, settings.name, settings.host, settings.port, security = "starttls", user = "desk", password = "horse", isActive = true })).Is(204);

        var shown = (await tenant.Admin.Api.Get(Path)).Is(200);
        Assert.Equal(("help@shop.example", "starttls", true), (shown["mailbox"]!["address"]!.GetValue<string>(), shown["mailbox"]!["security"]!.GetValue<string>(), shown["mailbox"]!["hasPassword"]!.GetValue<bool>()));
        var secret = (await tenant.Admin.Api.Post($"{Path}/secret", new { })).Is(200).String("secret");
        Assert.DoesNotContain("horse", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await tenant.Admin.Api.Get(Path)).Text, StringComparison.Ordinal);
        (await Deliver(Raw(Fresh(), "Is it open today?"), secret, path: new Uri(shown["mailbox"]!["inbound"]!.GetValue<string>()).AbsolutePath)).Is(202);

        (await tenant.Admin.Api.Put(Path, settings)).Is(204);
        var me = Fresh("ada");
        var sent = (await tenant.Admin.Api.Post($"{Path}/test", new { to = me })).Is(202).Id("messageId");
        await Eventually.Passes(() => Assert.Single(desk.Smtp.To(me)));
        await Eventually.Passes(async () => Assert.Equal("sent", (await tenant.Admin.Api.Get($"{Path}/test/{sent}")).Is(200).String("state")));
        var agent = await tenant.Invite(Application.Access.Roles.Staff);
        (await agent.Api.Get(Path)).Is(403, "permission_denied");
        (await agent.Api.Put(Path, settings)).Is(403, "permission_denied");
    }

    [Fact]
    public async Task The_composer_begins_with_what_the_customer_prefers()
    {
        var (escalation, _) = await AsksForMail(Fresh());
        using var pages = await _tenant.Admin.SignInOnPage();
        var page = (await pages.Get($"/inbox?tab=mine&id={escalation}")).Is(200).Text;
        Assert.Matches("value=\"email\" checked=\"checked\"", page);
    }

    [GeneratedRegex("id=\"made-secret\" readonly value=\"([^\"]+)\"")]
    private static partial Regex MadeSecret();

    [GeneratedRegex("id=\"inbound\" readonly value=\"https?://[^/]+([^\"]+)\"")]
    private static partial Regex Inbound();
}
