using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>How the inbox shows what is there.</summary>
[Collection(OneBrowser.Name)]
public sealed class InboxTests(Browser browser)
{
    private const string Escalations = "/api/v1/escalations";

    [Fact]
    public async Task Earlier_entries_of_a_long_conversation_are_a_click_away_and_stay_when_something_happens()
    {
        var tenant = await browser.NewTenant();
        var chat = await tenant.StartChat();
        var id = await chat.AsksForPerson();
        await browser.Sql("""
            insert into support.events (tenant_id, conversation_id, escalation_id, type, at, actor_kind, actor_name, data, version)
            select tenant_id, conversation_id, id, 'note_added', requested_at, 'staff', 'Ada', '{}', revision from support.escalations, generate_series(1, 260) where id = $1
            """, id);
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/inbox?id={id}");
            await Expect(page.Locator("#msg-list > .note")).ToHaveCountAsync(200);
            await page.Locator("#older a").ClickAsync();
            await Expect(page.Locator("#msg-list > .note")).ToHaveCountAsync(260);
            await Expect(page.Locator("#older")).ToHaveCountAsync(0);
            Assert.True(await page.EvaluateAsync<int>("document.getElementById('msgs').scrollTop") > 0, "The reader stays at what was read.");

            await chat.Says("Is anybody there?");
            await Expect(page.Locator("#msg-list")).ToContainTextAsync("Is anybody there?");
            await Expect(page.Locator("#msg-list > .note")).ToHaveCountAsync(260);
        }, page);
    }

    [Fact]
    public async Task The_list_is_filtered_by_state()
    {
        var tenant = await browser.NewTenant();
        var (waiting, assigned, cancelled) = (await tenant.Admin.Claims(await tenant.Escalated()), await tenant.Admin.Claims(await tenant.Escalated()), await tenant.Escalated());
        (await tenant.Admin.Api.Post($"{Escalations}/{waiting}/start")).Is(200);
        (await tenant.Admin.Api.Post($"{Escalations}/{waiting}/wait")).Is(200);
        (await tenant.Admin.Api.Post($"{Escalations}/{cancelled}/cancel", new { reason = "Spam" })).Is(200);
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync("/inbox?tab=mine");
            await Expect(page.Locator("#rows li.row-e")).ToHaveCountAsync(2);
            await page.Locator("select[name=state]").SelectOptionAsync("waiting_on_customer");
            await Expect(page.Locator("#rows li.row-e")).ToHaveCountAsync(1);
            await Expect(page.Locator($"#e-{waiting}")).ToBeVisibleAsync();

            await page.GotoAsync("/inbox?tab=all&state=cancelled");
            await Expect(page.Locator("#rows li.row-e")).ToHaveCountAsync(1);
            await Expect(page.Locator($"#e-{cancelled}")).ToBeVisibleAsync();
            await Expect(page.Locator($"#e-{assigned}")).ToHaveCountAsync(0);
            await Browser.Picture(page, "inbox-state");
        }, page);
    }

    [Fact]
    public async Task Times_are_in_the_zone_of_the_person_who_reads()
    {
        var tenant = await browser.NewTenant();
        var agent = await tenant.Invite(Roles.Staff, "Noor Haddad");
        var id = await tenant.Escalated();
        await browser.Sql("update support.staff set time_zone = 'Asia/Ho_Chi_Minh' where tenant_id = $1 and id = $2", tenant.Id, agent.Id);
        await browser.Sql("update support.escalations set requested_at = '2026-03-01T20:30:00Z' where id = $1", id);
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, agent);
            await page.GotoAsync($"/inbox?id={id}");
            await Expect(page.Locator(".side time[datetime^='2026-03-01T20:30']").First).ToContainTextAsync("Mar 2");
            await Expect(page.Locator(".side time[datetime^='2026-03-01T20:30']").First).ToContainTextAsync("03:30");
        }, page);
    }

    [Fact]
    public async Task Whoever_is_signed_out_meanwhile_is_sent_to_the_door_and_not_shown_it_in_a_pane()
    {
        var tenant = await browser.NewTenant();
        var id = await tenant.Escalated();
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync("/inbox");
            await page.Context.ClearCookiesAsync();
            await page.Locator($"#e-{id} a.row-main").ClickAsync();
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/account/sign-in"));
        }, page);
    }
}
