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
        var page = await browser.Open(width, locale: locale);
        var objections = new List<string>();

        await Browser.Watched(async () =>
        {
            async Task Look(string path)
            {
                await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
                Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
                objections.AddRange(await Axe.Objections(page, path));
            }

            await Look("/account/sign-in");
            await Look($"/chat/{tenant.Slug}");
            await Browser.SignIn(page, tenant.Admin);
            foreach (var path in new[] { "/inbox", $"/inbox?tab=mine&id={id}", "/inbox/new", "/reports", "/audit", "/settings", "/settings/staff", "/settings/teams", "/settings/widget", "/settings/general", "/settings/roles" })
                await Look(path);
        }, page);

        Assert.True(objections.Count == 0, string.Join(Environment.NewLine, objections));
    }
}
