using System.Text.RegularExpressions;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Telephony;
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

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_number_is_set_up_step_by_step_until_a_test_message_has_arrived(int width)
    {
        var tenant = await browser.NewTenant();
        var (sid, token, number) = await browser.Carrier.OpenAccount();
        var id = (await tenant.AsSystem(new AddNumber.Command(number, "Main", "twilio", sid, "a-mistyped-token-0123"))).NumberId;
        var key = (string)(await browser.Sql("select channel_key from communications.numbers where id = $1", id))!;
        (await browser.Anyone.Call(HttpMethod.Post, $"/api/v1/webhooks/twilio/{key}/sms", new FormUrlEncodedContent([new("Body", "Hello")]))).Is(401);
        var page = await browser.Open(width, height: width > 1000 ? 900 : 844);

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/settings/numbers/{id}");
            await page.Locator($"a[href='/settings/numbers/{id}/check']").ClickAsync();
            await Expect(page.Locator(".check")).ToHaveCountAsync(7);
            await Expect(page.Locator(".check[data-outcome='']")).ToHaveCountAsync(7);
            await Expect(page.Locator("main")).ToContainTextAsync("wrong token or wrong public address");

            // The mistyped token is found, and corrected on the number's own page.
            await page.Locator("#checks .btn-primary").ClickAsync();
            await Expect(Step("Credentials")).ToHaveAttributeAsync("data-outcome", "Failed");
            await Expect(Step("Credentials")).ToContainTextAsync("20003");
            await Expect(page.Locator(".check[data-outcome=Unknown]")).ToHaveCountAsync(5);
            await Look("wrong");
            await tenant.AsSystem(new UpdateNumber.Command(id, "Main", 10, IsActive: true, IsDefault: true, sid, token));

            // The addresses are not at the carrier yet: one button enters them and checks again.
            await page.Locator("#checks .btn-primary").ClickAsync();
            await Expect(Step("Webhooks")).ToHaveAttributeAsync("data-outcome", "Failed");
            await Expect(page.Locator(".check[data-outcome=Passed]")).ToHaveCountAsync(6);
            await Look("missing");
            await Step("Webhooks").Locator("button").ClickAsync();
            await Expect(page.Locator(".check[data-outcome=Passed]")).ToHaveCountAsync(7);
            await Look("well");

            // Objections stand beside the field; then the message's way is followed to its end.
            await page.Locator("#to").FillAsync("12");
            await page.Locator("#test button").ClickAsync();
            await Expect(page.Locator("#to-error")).Not.ToBeEmptyAsync();
            var mine = SimulatedCarrier.FreshNumber();
            await page.Locator("#to").FillAsync(mine);
            await page.Locator("#test button").ClickAsync();
            await Expect(page.Locator("#test-state")).ToContainTextAsync("delivered");
            Assert.Single(await browser.Carrier.Received(mine));
            await Expect(page.Locator("#test-state[data-follow='']")).ToHaveCountAsync(1);
            await Expect(page.Locator(".check[data-outcome=Passed]")).ToHaveCountAsync(7);
            await Look("sent");
        }, page);

        ILocator Step(string need) => page.Locator($".check[data-need={need}]");

        async Task Look(string state)
        {
            await Browser.Picture(page, $"number-check-{state}-{width}");
            Assert.Empty(await Axe.Objections(page, state));
        }
    }

    [Fact]
    public async Task A_number_of_the_second_carrier_is_set_up_on_the_same_page()
    {
        var tenant = await browser.NewTenant("vi");
        var id = await tenant.AddExtension();
        var page = await browser.Open(locale: "vi-VN");

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/settings/numbers/{id}/check");
            await page.Locator("#checks .btn-primary").ClickAsync();
            await Expect(page.Locator(".check[data-need=Webhooks]")).ToContainTextAsync("Chưa đặt nhận báo cáo từ RingCentral.");
            await page.Locator(".check[data-need=Webhooks] button").ClickAsync();
            await Expect(page.Locator(".check[data-outcome=Passed]")).ToHaveCountAsync(7);
            await Browser.Picture(page, "number-check-ringcentral-vi");
        }, page);
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
