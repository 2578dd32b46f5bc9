using EscalationCqrs.Application.Telephony;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;

namespace EscalationCqrs.Browser.Tests;

/// <summary>axe-core finds nothing to object to, on wide and narrow screens, in both languages.</summary>
[Collection(OneBrowser.Name)]
public sealed class AccessibilityTests(Browser browser)
{
    [Theory]
    [InlineData(1440, "en-US")]
    [InlineData(390, "en-US")]
    [InlineData(1440, "vi-VN")]
    [InlineData(390, "vi-VN")]
    public async Task Pages_are_usable_by_everybody(int width, string locale)
    {
        var language = locale[..2];
        var tenant = await browser.NewTenant(language);
        var chat = await tenant.StartChat(language);
        await chat.Says("Hello");
        var id = await tenant.Admin.Claims(await chat.AsksForPerson());
        (await tenant.Admin.Api.Post($"/api/v1/escalations/{id}/messages", new { channel = "chat", text = "Let me look" })).Is(201);
        await tenant.Escalated(priority: "urgent");
        var receipt = await Refused(tenant);
        var number = (Guid)(await browser.Sql("select id from communications.numbers where tenant_id = $1", tenant.Id))!;
        var extension = await tenant.AddExtension();
        await tenant.AsSystem(new ConnectNumber.Command(extension));
        var recording = await Recorded(tenant, id);
        // High enough that nothing fixed covers the end of a page.
        var page = await browser.Open(width, height: 2400, locale: locale);
        var objections = new List<string>();

        await Browser.Watched(async () =>
        {
            await Look(page, "/account/sign-in", language, objections);
            await Look(page, $"/chat/{tenant.Slug}", language, objections);
            await Browser.SignIn(page, tenant.Admin);
            foreach (var path in new[] { "/inbox", $"/inbox?tab=mine&id={id}", "/inbox/new", "/reports", "/audit", "/audit/platform-visits", "/settings", "/settings/staff", "/settings/teams", "/settings/widget", "/settings/general", "/settings/roles", "/settings/webhooks", $"/settings/webhooks/{receipt}", "/settings/calls", "/settings/mail", "/audit/consent", "/settings/templates", "/settings/templates/new", $"/settings/numbers/{number}", $"/settings/numbers/{extension}", "/settings/numbers", "/recordings", $"/recordings/{recording}", "/recordings/missing", "/health", "/health/runbooks/sms-not-sent", "/jobs", $"/jobs/runs/{await AJob(tenant)}", $"/settings/numbers/{number}/check" })
                await Look(page, path, language, objections);
        }, page);

        Assert.True(objections.Count == 0, string.Join(Environment.NewLine, objections));
    }

    [Theory]
    [InlineData(1440, "en-US")]
    [InlineData(390, "vi-VN")]
    public async Task A_platform_administrator_can_enter_work_and_leave_on_pages_usable_by_everybody(int width, string locale)
    {
        var language = locale[..2];
        var tenant = await browser.NewTenant(language);
        await tenant.Escalated();
        var root = await PlatformAdministrator.Create(browser);
        var page = await browser.Open(width, locale: locale);
        var objections = new List<string>();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, root.Email);
            await Look(page, "/platform/acts", language, objections);
            await Browser.Picture(page, $"platform-acts-{width}");
            await Look(page, "/platform/tenants", language, objections);
            // Other tests have tenants too: this one's may be on a later page.
            while (await page.Locator($"[data-for='{tenant.Slug}']").CountAsync() == 0)
                await page.GotoAsync((await page.Locator("a[href*='cursor=']").GetAttributeAsync("href"))!);
            await page.Locator($"[data-for='{tenant.Slug}']").ClickAsync();
            await Look(page, null, language, objections);
            await page.Locator("#reason").FillAsync("Looking into a report");
            await page.Locator("#enter .btn-primary").ClickAsync();
            await page.WaitForURLAsync("**/inbox**");
            foreach (var path in new[] { "/inbox", "/settings", "/audit", "/account/profile" })
                await Look(page, path, language, objections);
            await page.Locator(".visit-bar button").ClickAsync();
            await page.WaitForURLAsync("**/platform/tenants");
        }, page);

        Assert.True(objections.Count == 0, string.Join(Environment.NewLine, objections));
    }

    /// <summary>A single job that failed for good, with lines.</summary>
    private async Task<Guid> AJob(DeskTenant tenant)
    {
        var id = Guid.CreateVersion7();
        await browser.Sql("""
            insert into support.job_runs (id, job, node, attempt, started_at, ended_at, outcome, error, done, total, of_tenant, is_dead, payload)
            values ($1, 'recordings-fetch', 'node', 6, now(), now(), 'failed', 'StoreUnavailable: The folder of recordings is full.', 3, 12, $2, true, '{}')
            """, id, tenant.Id);
        await browser.Sql("insert into support.job_lines (run_id, n, at, text, of_tenant) values ($1, 1, now(), 'Recording 1 copied: 2656044 bytes.', $2)", id, tenant.Id);
        return id;
    }

    /// <summary>A message that a customer left by telephone.</summary>
    private async Task<Guid> Recorded(DeskTenant tenant, Guid about)
    {
        var customer = (string)(await browser.Sql("select phone from support.escalations where id = $1", about))!;
        var call = await browser.Carrier.Rings(customer, tenant.Number);
        await Eventually.Passes(async () => Assert.NotEmpty((await browser.Carrier.Calls(customer))[^1]["heard"]!.AsArray()));
        await browser.Carrier.Act(call, "say", new { text = "Please call me back." });
        await browser.Carrier.Act(call, "hangup");
        await Eventually.True(async () => await browser.Sql("select state from communications.recordings where tenant_id = $1", tenant.Id) is "stored", "The message is stored.");
        return (Guid)(await browser.Sql("select id from communications.recordings where tenant_id = $1", tenant.Id))!;
    }

    /// <summary>A call that the carrier did not sign.</summary>
    private async Task<Guid> Refused(DeskTenant tenant)
    {
        await tenant.Connect();
        var key = (string)(await browser.Sql("select channel_key from communications.numbers where tenant_id = $1", tenant.Id))!;
        (await browser.Anyone.Call(HttpMethod.Post, $"/api/v1/webhooks/twilio/{key}/sms", new FormUrlEncodedContent([new("From", "+14155550187"), new("Body", "Hello")]))).Is(401);
        return (Guid)(await browser.Sql("select id from communications.webhook_receipts where tenant_id = $1 and state = 'quarantined'", tenant.Id))!;
    }

    /// <param name="path">Null stays where the page is.</param>
    private static async Task Look(IPage page, string? path, string language, List<string> objections)
    {
        if (path is not null)
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        objections.AddRange(await Axe.Objections(page, path ?? page.Url));
    }
}
