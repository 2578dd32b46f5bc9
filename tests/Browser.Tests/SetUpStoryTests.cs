using System.Text.RegularExpressions;
using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>What a tenant's administrator does on the pages before the first customer comes, and what a manager reads afterwards.</summary>
[Collection(OneBrowser.Name)]
public sealed class SetUpStoryTests(Browser browser)
{
    [Fact]
    public async Task An_administrator_invites_a_person_makes_a_team_and_connects_a_number()
    {
        var tenant = await browser.NewTenant();
        var (sid, token, number) = await browser.Carrier.OpenAccount();
        var (admin, invited) = (await browser.Open(), await browser.Open());
        var email = $"noor@{tenant.Slug}.test";

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(admin, tenant.Admin);

            // A person, who chooses a password by the link that the administrator hands over.
            await admin.GotoAsync("/settings/staff");
            await admin.Locator("button[data-dialog=invite]").ClickAsync();
            await admin.Locator("#name").FillAsync("Noor Haddad");
            await admin.Locator("#email").FillAsync(email);
            await admin.Locator("#role").SelectOptionAsync("Staff");
            await admin.Locator("#invite .btn-primary").ClickAsync();
            await invited.GotoAsync(await admin.Locator(".handover input").InputValueAsync());
            await invited.Locator("#password").FillAsync(DeskTenant.Password);
            await invited.Locator("#repeated").FillAsync(DeskTenant.Password);
            await invited.Locator("form .btn-primary").ClickAsync();
            await Expect(invited).Not.ToHaveURLAsync(new Regex("/account/invitation"));
            await Browser.SignIn(invited, email);
            await invited.GotoAsync("/inbox");
            await Expect(invited.Locator("#list")).ToBeVisibleAsync();

            // Her role changes only with a reason, and her new rights count at once.
            await admin.GotoAsync("/settings/staff");
            await admin.GetByRole(AriaRole.Link, new() { Name = "Noor Haddad" }).ClickAsync();
            await admin.Locator("button[data-dialog=change-role]").ClickAsync();
            await admin.Locator("#role").SelectOptionAsync("Supervisor");
            await admin.Locator("#reason").FillAsync("Leads the team from today");
            await admin.Locator("#change-role .btn-primary").ClickAsync();
            await Expect(admin.Locator("main")).ToContainTextAsync("Supervisor");

            // A team with her in it.
            await admin.GotoAsync("/settings/teams");
            await admin.Locator("button[data-dialog=new-team]").ClickAsync();
            await admin.Locator("#new-team #name").FillAsync("Returns");
            await admin.Locator("#new-team .btn-primary").ClickAsync();
            if (!Regex.IsMatch(admin.Url, "/settings/teams/[0-9a-f-]{36}"))
                await admin.GetByRole(AriaRole.Link, new() { Name = "Returns" }).ClickAsync();
            await admin.GetByLabel("Noor Haddad").CheckAsync();
            await admin.Locator("form[action*=Members] .btn-primary").ClickAsync();
            await Expect(admin.GetByLabel("Noor Haddad")).ToBeCheckedAsync();

            // A number with its credentials; the carrier learns our addresses, and a test message arrives.
            await admin.GotoAsync("/settings/numbers");
            await admin.Locator("button[data-dialog=new-number]").ClickAsync();
            await admin.Locator("#number").FillAsync(number);
            await admin.Locator("#label").FillAsync("Main");
            await admin.Locator("#accountId").FillAsync(sid);
            await admin.Locator("#secret").FillAsync(token);
            await admin.Locator("#new-number .btn-primary").ClickAsync();
            if (!Regex.IsMatch(admin.Url, "/settings/numbers/[0-9a-f-]{36}"))
                await admin.Locator("a.cell-link.num").ClickAsync();
            Assert.DoesNotContain(token, await admin.ContentAsync(), StringComparison.Ordinal);
            await admin.Locator("form[action*=Connect] button").ClickAsync();
            await Expect(admin.Locator("main")).ToContainTextAsync("The carrier knows the addresses");
            var mine = SimulatedCarrier.FreshNumber();
            await admin.Locator("#to").FillAsync(mine);
            await admin.Locator("form[action*=Test] button").ClickAsync();
            await Eventually.Passes(async () => Assert.Single(await browser.Carrier.Received(mine)));
            Assert.Equal(0L, await browser.Sql("select count(*) from communications.numbers n where tenant_id = $1 and n::text like '%' || $2 || '%'", tenant.Id, token));

            // The sites that may show the chat.
            await admin.GotoAsync("/settings/widget");
            await admin.Locator("#origins").FillAsync("not a site");
            await admin.Locator("form .btn-primary").ClickAsync();
            await Expect(admin.Locator("#origins-error")).Not.ToBeEmptyAsync();
            await admin.Locator("#origins").FillAsync("https://shop.example");
            await admin.Locator("form .btn-primary").ClickAsync();
            await Expect(admin.Locator("#origins-error")).ToBeEmptyAsync();
        }, admin, invited);

        // A customer's text finds its way to the new desk.
        await browser.Carrier.Writes(SimulatedCarrier.FreshNumber(), number, "Is this the right shop?");
        await Eventually.Passes(async () => Assert.Equal(1L, await browser.Sql("select count(*) from support.escalations where tenant_id = $1 and origin = 'inbound_sms'", tenant.Id)));
    }

    [Fact]
    public async Task A_manager_reads_the_report_down_to_masked_rows_and_takes_it_along_as_a_file()
    {
        var tenant = await browser.NewTenant();
        var manager = await tenant.Invite(Roles.Manager, "Mai Manager");
        var phone = SimulatedCarrier.FreshNumber();
        var id = await tenant.Admin.Claims(await tenant.Escalated(phone));
        (await tenant.Admin.Api.Post($"/api/v1/escalations/{id}/resolve", new { resolutionNotes = "Done", resumeBot = true })).Is(200);
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, manager);
            await page.GotoAsync("/reports");
            var chart = page.Locator("canvas[data-chart]");
            await Expect(chart).ToBeVisibleAsync();
            await Eventually.Passes(async () => Assert.True(await chart.EvaluateAsync<bool>("c => new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer).some(p => p !== 0)"), "The chart is drawn."));

            var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[download]").First.ClickAsync());
            var csv = await File.ReadAllTextAsync(await download.PathAsync());
            Assert.Contains(id.ToString(), csv, StringComparison.Ordinal);
            Assert.DoesNotContain(phone, csv, StringComparison.Ordinal);

            await page.Locator(".kpis a").Last.ClickAsync();
            await Expect(page.Locator("main")).ToContainTextAsync(phone[^2..]);
            Assert.DoesNotContain(phone, await page.ContentAsync(), StringComparison.Ordinal);

            // No inbox for managers.
            var answer = await page.GotoAsync("/inbox");
            Assert.Equal(403, answer!.Status);
        }, page);
    }
}
