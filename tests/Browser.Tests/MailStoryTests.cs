using System.Net.Http.Headers;
using System.Text;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>E-mail as people see it: an administrator sets it up, an agent answers, the customer answers back.</summary>
[Collection(OneBrowser.Name)]
public sealed class MailStoryTests(Browser browser)
{
    private const string Email = "mai.pham@customer.test";

    [Theory]
    [InlineData(1440, "en")]
    [InlineData(390, "vi")]
    public async Task A_customer_who_asked_for_e_mail_is_answered_by_e_mail(int width, string language)
    {
        await using var smtp = await SmtpServer.Start();
        var tenant = await browser.NewTenant(language);
        var agent = await tenant.Invite(Roles.Staff, "Noor Haddad");
        var page = await browser.Open(width, locale: language == "vi" ? "vi-VN" : "en-US");
        List<string> objections = [];

        await Browser.Watched(async () =>
        {
            // The administrator sets the mailbox up, gets the secret once, and tries it out.
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync("/settings/mail");
            await page.Locator("#address").FillAsync("support@shop.example");
            await page.Locator("#name").FillAsync("Example Shop Support");
            await page.Locator("#host").FillAsync("localhost");
            await page.Locator("#port").FillAsync($"{smtp.Port}");
            await page.Locator("#security").SelectOptionAsync(nameof(MailSecurity.None));
            await page.Locator("form:has(#address) button.btn-primary").ClickAsync();
            var secret = await page.Locator("#made-secret").InputValueAsync();
            var address = await page.Locator("#inbound").InputValueAsync();
            await Browser.Picture(page, $"mail-settings-{width}");
            objections.AddRange(await Axe.Objections(page, "settings"));
            await page.Locator("#to").FillAsync("ada@shop.example");
            await page.Locator("form:has(#to) button").ClickAsync();
            await Expect(page.Locator(".toast, [role=status]").First).ToBeVisibleAsync();
            await Eventually.Passes(() => Assert.Single(smtp.To("ada@shop.example")));

            // The agent answers what was asked for by e-mail; the composer begins with it and counts no parts.
            var chat = await tenant.StartChat(language);
            var id = (await chat.Asks(new { reason = "My parcel has not arrived yet", preferredMethod = "email", email = Email, consent = false })).Is(201).Id("escalationId");
            await agent.Claims(id);
            await page.Context.ClearCookiesAsync();
            await Browser.SignIn(page, agent);
            await page.GotoAsync($"/inbox?tab=mine&id={id}");
            await Expect(page.Locator("#composer input[name=channel][value=email]")).ToBeCheckedAsync();
            await page.Locator("#reply").FillAsync("Hello Mai, the courier has it.\n\nIt comes today.");
            await Expect(page.Locator("#count")).ToHaveTextAsync("");
            await Browser.Picture(page, $"mail-composer-{width}");
            await page.Locator("button[data-on=email]").ClickAsync();
            await Expect(page.Locator("#msg-list li.m.out .mail-subject")).ToContainTextAsync("Example Shop");
            await Expect(page.Locator("#msg-list li.m.out small")).ToContainTextAsync(language == "vi" ? "đã gửi" : "sent");
            await Eventually.Passes(() => Assert.Single(smtp.To(Email)));

            // The customer's answer appears by itself, without what it quotes.
            using var sent = smtp.To(Email)[0].Read();
            await Deliver(address, secret, $"From: Mai <{Email}>\r\nSubject: Re: {(language == "vi" ? "Yeu cau" : "Your request to Example Shop")}\r\nMessage-ID: <{Guid.NewGuid():n}@customer.test>\r\nIn-Reply-To: <{sent.MessageId}>\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n\r\nIt is here now, thank you!\r\n\r\nOn Mon, 23 Nov 2026 at 10:02, Example Shop Support <support@shop.example> wrote:\r\n> Hello Mai, the courier has it.\r\n");
            await Expect(page.Locator("#msg-list")).ToContainTextAsync("It is here now, thank you!");
            var whole = page.Locator("#msg-list details.mail-whole");
            await Expect(whole.Locator("p")).ToBeHiddenAsync();
            await whole.Locator("summary").ClickAsync();
            await Expect(whole.Locator("p")).ToContainTextAsync("> Hello Mai");
            await Browser.Picture(page, $"mail-conversation-{width}");

            // What she sends is handed out as a file; what is too large is told.
            await Deliver(address, secret, $"From: Mai <{Email}>\r\nSubject: Re: Photo\r\nMessage-ID: <{Guid.NewGuid():n}@customer.test>\r\nIn-Reply-To: <{sent.MessageId}>\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nOne corner is broken, please see the picture.\r\n"
                + Part("Hộp bị móp.png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, .. new byte[182_000]]) + Part("unpacking.mp4", new byte[Attachment.MaxBytes + 1_200_000]) + "--x--\r\n");
            var files = page.Locator("#msg-list ul.mail-files");
            await Expect(files.Locator("li").Nth(1)).ToContainTextAsync(language == "vi" ? "unpacking.mp4 11,7 MB · quá lớn, không được lưu" : "unpacking.mp4 11.7 MB · too large, not kept");
            await Expect(files.Locator("a")).ToHaveTextAsync("Hộp bị móp.png");
            var taken = await page.RunAndWaitForDownloadAsync(() => files.Locator("a").ClickAsync());
            Assert.Equal(("Hộp bị móp.png", 182_008L), (taken.SuggestedFilename, new FileInfo(await taken.PathAsync()).Length));
            await Browser.Picture(page, $"mail-files-{width}");
            objections.AddRange(await Axe.Objections(page, "inbox"));
        }, page);

        Assert.True(objections.Count == 0, string.Join(Environment.NewLine, objections));
    }

    private static string Part(string name, byte[] content) =>
        $"--x\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}\r\n";

    private async Task Deliver(string address, string secret, string raw)
    {
        var (body, timestamp) = (Encoding.UTF8.GetBytes(raw), $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}");
        (await browser.Anyone.Call(HttpMethod.Post, new Uri(address).AbsolutePath, new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(SignedDelivery.MediaType) } },
            ("X-Timestamp", timestamp), ("X-Signature", SignedDelivery.Sign(secret, timestamp, body)))).Is(202);
    }
}
