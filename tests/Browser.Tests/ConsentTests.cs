using System.Globalization;
using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>What customers permitted and when they are left in peace, as people see it, on wide and narrow screens, in both languages.</summary>
[Collection(OneBrowser.Name)]
public sealed class ConsentTests(Browser browser)
{
    public static TheoryData<int, string> Screens => new() { { 1440, "en" }, { 390, "vi" } };

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task The_ledger_beside_the_conversation_says_what_allows_and_takes_down_a_withdrawal(int width, string language)
    {
        var words = language == "vi"
            ? (Ticked: "đã đánh dấu ô đồng ý", TakenBack: "Đã rút lại", Standing: "Khách hàng đã rút lại sự cho phép này", OptedOut: "Đã từ chối nhận tin")
            : (Ticked: "ticked the box", TakenBack: "Taken back", Standing: "The customer has taken this permission back", OptedOut: "Opted out");
        var tenant = await browser.NewTenant(language);
        await tenant.Connect();
        var agent = await tenant.Invite(Roles.Staff, "Noor Haddad");
        var id = await agent.Claims(await (await tenant.StartChat(language)).AsksForPerson());
        var page = await Open(width, language);
        List<string> objections = [];

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, agent);
            await Facts(page, id, width);
            await page.Locator($"a[hx-get='/inbox/{id}/consents']").ClickAsync();
            var rows = page.Locator("#earlier .ledger > li");
            await Expect(rows).ToHaveCountAsync(2);
            await Expect(rows.First).ToContainTextAsync(words.Ticked);
            await page.Locator("#earlier").ScrollIntoViewIfNeededAsync();
            await Browser.Picture(page, $"ledger-{width}");
            objections.AddRange(await Axe.Objections(page, "ledger"));

            // Without saying how it is known nothing is taken down.
            await page.Locator("#earlier button").ClickAsync();
            Assert.Equal(0L, await Withdrawn());
            await page.Locator("#earlier input[name=evidence]").FillAsync("On the telephone at noon");
            await page.Locator("#earlier button").ClickAsync();
            var withdrawn = rows.Filter(new() { HasText = words.TakenBack });
            await Expect(withdrawn).ToHaveCountAsync(1);
            await Expect(withdrawn).ToContainTextAsync("On the telephone at noon");
            await Expect(page.Locator(".side dl")).ToContainTextAsync([words.OptedOut]);
            Assert.Equal(1L, await Withdrawn());

            // Staff cannot give it again.
            await page.Locator("#earlier select[name=given]").SelectOptionAsync("true");
            await page.Locator("#earlier input[name=evidence]").FillAsync("Changed their mind");
            await page.Locator("#earlier button").ClickAsync();
            await Expect(page.Locator("#earlier [data-error='']")).ToContainTextAsync(words.Standing);
            await Expect(page.Locator(".side")).ToBeVisibleAsync();
            await page.Locator("#earlier form").ScrollIntoViewIfNeededAsync();
            await Browser.Picture(page, $"ledger-refused-{width}");
            objections.AddRange(await Axe.Objections(page, "refused"));
        }, page);

        Assert.Empty(objections);

        async Task<long> Withdrawn() => (long)(await browser.Sql(
            "select count(*) from communications.consents where tenant_id = $1 and withdrawn_by = 'staff' and withdrawal_evidence = 'On the telephone at noon' and channel = 'sms'", tenant.Id))!;
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task The_proof_for_one_address_is_shown_and_taken_along_as_a_file(int width, string language)
    {
        var tenant = await browser.NewTenant(language);
        await tenant.Connect();
        var phone = SimulatedCarrier.FreshNumber();
        var id = await tenant.Admin.Claims(await (await tenant.StartChat(language)).AsksForPerson(phone));
        var message = (await tenant.Admin.Api.Post($"/api/v1/escalations/{id}/messages", new { channel = "sms", text = "Your parcel is found" })).Is(201).Id("messageId");
        await Eventually.Passes(async () => Assert.Single(await browser.Carrier.Received(phone)));
        var page = await Open(width, language);
        List<string> objections = [];

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync("/audit");
            await page.Locator("a[href='/audit/consent']").ClickAsync();
            await Expect(page.Locator("#permissions")).ToHaveCountAsync(0);

            await page.Locator("input[name=address]").FillAsync("nobody's");
            await page.Locator("form .btn-primary").ClickAsync();
            await Expect(page.Locator("#address-error")).Not.ToBeEmptyAsync();
            await Expect(page.Locator("input[name=address]")).ToHaveAttributeAsync("aria-invalid", "true");
            await Browser.Picture(page, $"proof-refused-{width}");
            objections.AddRange(await Axe.Objections(page, "refused"));

            await page.Locator("input[name=address]").FillAsync(phone);
            await page.Locator("form .btn-primary").ClickAsync();
            await Expect(page.Locator("section[aria-labelledby=permissions] tbody tr")).ToHaveCountAsync(2);
            await Expect(page.Locator("section[aria-labelledby=permissions]")).ToContainTextAsync("widget-consent-1");
            var row = page.Locator("section[aria-labelledby=messages] tbody tr");
            await Expect(row).ToHaveCountAsync(1);
            await Expect(row.Locator("time")).ToHaveCountAsync(2);
            await Expect(page.Locator("main")).Not.ToContainTextAsync("Your parcel is found");
            await Browser.Picture(page, $"proof-{width}");
            objections.AddRange(await Axe.Objections(page, "proof"));

            // The address was posted: no history keeps it.
            Assert.DoesNotContain(phone[1..], page.Url, StringComparison.Ordinal);
            var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("button[formaction*=File]").ClickAsync());
            var csv = await File.ReadAllTextAsync(await download.PathAsync());
            Assert.Contains(message.ToString(), csv, StringComparison.Ordinal);
            Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        }, page);

        Assert.Empty(objections);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Quiet_hours_are_set_and_a_text_in_them_waits_until_the_customer_is_said_to_be_where_it_is_day(int width, string language)
    {
        var words = language == "vi" ? (Held: "giờ yên tĩnh, chờ đến", Unknown: "Chưa biết", Delivered: "đã nhận") : (Held: "quiet hours, waits until", Unknown: "Not known", Delivered: "delivered");
        var tenant = await browser.NewTenant(language);
        await tenant.Connect();
        var phone = SimulatedCarrier.FreshNumber();
        var id = await tenant.Admin.Claims(await (await tenant.StartChat(language)).AsksForPerson(phone));
        var now = DateTime.UtcNow;
        var page = await Open(width, language);
        List<string> objections = [];

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync("/settings/general");
            var quiet = page.Locator("section[aria-labelledby=quiet-title]");
            await quiet.Locator("#from").FillAsync(Clock(now.AddHours(-1)));
            await quiet.Locator("button").ClickAsync();
            await Expect(quiet.Locator("#until-error")).Not.ToBeEmptyAsync();
            await Expect(quiet.Locator("#until")).ToHaveAttributeAsync("aria-invalid", "true");
            await Expect(quiet.Locator("#from")).ToHaveValueAsync(Clock(now.AddHours(-1)));
            await quiet.ScrollIntoViewIfNeededAsync();
            await Browser.Picture(page, $"quiet-refused-{width}");
            objections.AddRange(await Axe.Objections(page, "refused"));

            await quiet.Locator("#until").FillAsync(Clock(now.AddHours(4)));
            await quiet.Locator("button").ClickAsync();
            await Expect(quiet.Locator("#until-error")).ToBeEmptyAsync();
            await Expect(page.Locator(".toast, [role=status]").First).ToBeVisibleAsync();
            await Expect(quiet.Locator("#until")).ToHaveValueAsync(Clock(now.AddHours(4)));
            await quiet.ScrollIntoViewIfNeededAsync();
            await Browser.Picture(page, $"quiet-{width}");

            // The customer is where it is quiet now, and silent for a while.
            await browser.Sql("update support.escalations set last_customer_message_at = now() - interval '2 hours' where id = $1", id);
            await Facts(page, id, width);
            var zone = page.Locator(".side dd").Filter(new() { Has = page.Locator("a[href$='/time-zone']") });
            await Expect(zone).ToContainTextAsync(words.Unknown);
            await page.Locator("a[href$='/time-zone']").ClickAsync();
            await Correct(page, "UTC");
            await Expect(zone).ToContainTextAsync("UTC");
            await Conversation(page, width);
            await page.Locator("#reply").FillAsync("Your parcel is found");
            await page.Locator("button[data-on=sms]").ClickAsync();
            var text = page.Locator("#msg-list li.m.out").Last;
            await Expect(text).ToContainTextAsync(words.Held);
            await Expect(text.Locator("time")).ToHaveCountAsync(2);
            await Browser.Picture(page, $"held-{width}");
            objections.AddRange(await Axe.Objections(page, "held"));
            Assert.Empty(await browser.Carrier.Received(phone));

            await Facts(page, null, width);
            await page.Locator("a[href$='/time-zone']").ClickAsync();
            await Expect(page.Locator("#customer-zone")).ToHaveValueAsync("UTC");
            await page.Locator("#earlier").ScrollIntoViewIfNeededAsync();
            await Browser.Picture(page, $"zone-{width}");
            objections.AddRange(await Axe.Objections(page, "zone"));
            await Correct(page, "Pacific/Auckland");
            await Expect(zone).ToContainTextAsync("Pacific/Auckland");
            await Conversation(page, width);
            await Expect(text).ToContainTextAsync(words.Delivered);
            await Expect(text).Not.ToContainTextAsync(words.Held);
            Assert.Single(await browser.Carrier.Received(phone));
        }, page);

        Assert.Empty(objections);

        static string Clock(DateTime at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    private Task<IPage> Open(int width, string language) => browser.Open(width, locale: language == "vi" ? "vi-VN" : "en-US");

    /// <summary>Opens a request, or stays with the one that is open, and shows the facts beside its conversation; on a narrow screen they lie over it.</summary>
    private static async Task Facts(IPage page, Guid? id, int width)
    {
        if (id is not null)
            await page.GotoAsync($"/inbox?tab=mine&id={id}");
        if (width < 760)
            await page.Locator("#detail [data-side]").First.ClickAsync();
        await Expect(page.Locator(".side")).ToBeVisibleAsync();
    }

    private static async Task Conversation(IPage page, int width)
    {
        if (width < 760)
            await page.Locator("#detail [data-side]").First.ClickAsync();
    }

    /// <summary>In the form that is open.</summary>
    private static async Task Correct(IPage page, string zone)
    {
        await page.Locator("#customer-zone").SelectOptionAsync(zone);
        await page.Locator("#earlier button").ClickAsync();
        await Expect(page.Locator("#customer-zone")).ToHaveCountAsync(0);
    }
}
