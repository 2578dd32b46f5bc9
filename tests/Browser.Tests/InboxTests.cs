using System.Text.RegularExpressions;
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
            // The reader stays at what was read.
            await page.WaitForFunctionAsync("document.getElementById('msgs').scrollTop > 0");

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
            await Expect(page).ToHaveURLAsync(new Regex("/account/sign-in"));
        }, page);
    }

    [Fact]
    public async Task What_was_typed_outlives_the_loss_of_the_request_to_another_and_comes_back_with_it()
    {
        var tenant = await browser.NewTenant();
        await tenant.Connect();
        var (noor, bao) = (await tenant.Invite(Roles.Staff, "Noor Haddad"), await tenant.Invite(Roles.Staff, "Bao Nguyen"));
        var id = await tenant.Escalated();
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, noor);
            // The page knows nothing yet of the other's claim; a stream that is open already would tell it on a slow machine.
            await page.RouteAsync("**/api/v1/events*", route => route.AbortAsync());
            await page.GotoAsync($"/inbox?id={id}");
            var reply = page.Locator("#reply");
            await reply.FillAsync("I look into it");
            await bao.Claims(id);
            await page.GetByRole(AriaRole.Button, new() { Name = "Send SMS" }).ClickAsync();
            await Expect(page.Locator("#toasts")).ToContainTextAsync("already being handled by another agent");
            await Expect(reply).ToHaveValueAsync("I look into it");
            await Expect(page.Locator("#composer .obstacle")).ToContainTextAsync("Bao Nguyen");
            Assert.Equal(0L, await browser.Sql("select count(*) from communications.messages where escalation_id = $1", id));

            (await bao.Api.Post($"{Escalations}/{id}/release", new { })).Is(200);
            await page.ReloadAsync();
            await Expect(reply).ToHaveValueAsync("I look into it");
            await page.GetByRole(AriaRole.Button, new() { Name = "Send SMS" }).ClickAsync();
            await Expect(page.Locator("#msg-list li.m.out")).ToContainTextAsync("I look into it");
            await Expect(page.Locator("#detail")).ToHaveAttributeAsync("data-mine", "true");
        }, page);
    }

    [Fact]
    public async Task The_title_counts_what_is_unread_until_it_is_read()
    {
        var tenant = await browser.NewTenant();
        var chat = await tenant.StartChat();
        var (id, other) = (await tenant.Admin.Claims(await chat.AsksForPerson()), await tenant.Admin.Claims(await tenant.Escalated()));
        (await tenant.Admin.Api.Post($"{Escalations}/{id}/messages", new { channel = "chat", text = "How can I help?" })).Is(201);
        (await tenant.Admin.Api.Post($"{Escalations}/{other}/messages", new { channel = "chat", text = "How can I help?" })).Is(201);
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/inbox?tab=mine&id={other}");
            await Expect(page).ToHaveTitleAsync(new Regex("^[^(]"));
            await chat.Says("It is broken");
            await chat.Says("Hello?");
            await Expect(page).ToHaveTitleAsync(new Regex(@"^\([12]\) "));
            await Expect(page.Locator("[data-badge=inbox]")).ToBeVisibleAsync();
            await page.Locator($"#e-{id} a.row-main").ClickAsync();
            await Expect(page).ToHaveTitleAsync(new Regex("^[^(]"));
            await Expect(page.Locator("[data-badge=inbox]")).ToBeHiddenAsync();
        }, page);
    }

    [Fact]
    public async Task A_message_that_failed_says_why_and_is_sent_again_by_a_press()
    {
        var tenant = await browser.NewTenant();
        await tenant.Connect();
        var phone = SimulatedCarrier.FreshNumber();
        var id = await tenant.Admin.Claims(await tenant.Escalated(phone));
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/inbox?tab=mine&id={id}");
            (await browser.Carrier.Http.Post("/simulator/outcomes", new { to = phone, status = "undelivered", errorCode = 30003 })).Is(204);
            await page.Locator("#reply").FillAsync("Are you there?");
            await page.GetByRole(AriaRole.Button, new() { Name = "Send SMS" }).ClickAsync();
            await Expect(page.Locator("#msg-list li.m.failed")).ToContainTextAsync("not delivered");
            await Browser.Picture(page, "failed");
            (await browser.Carrier.Http.Post("/simulator/outcomes", new { to = phone, status = "delivered" })).Is(204);
            await page.Locator("#msg-list li.m.failed button.retry").ClickAsync();
            await Expect(page.Locator("#msg-list li.m.failed")).ToContainTextAsync("sent again");
            await Expect(page.Locator("#msg-list li.m.out").Last).ToContainTextAsync("delivered");
            Assert.Equal(2, (await browser.Carrier.Messages(phone)).Count);
        }, page);
    }

    [Fact]
    public async Task Earlier_conversations_of_the_customer_are_one_click_away()
    {
        var tenant = await browser.NewTenant();
        var (desk, phone) = (await tenant.Connect(), SimulatedCarrier.FreshNumber());
        await browser.Carrier.Writes(phone, desk, "My first parcel is lost");
        var first = await Request("My first parcel is lost");
        (await tenant.Admin.Api.Post($"{Escalations}/{first}/cancel", new { reason = "Duplicate" })).Is(200);
        await browser.Carrier.Writes(phone, desk, "My second parcel is lost");
        var second = await Request("My second parcel is lost");
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/inbox?id={second}");
            await page.Locator(".side a[href*='/inbox/customers/']").ClickAsync();
            await page.Locator("#earlier a").Filter(new() { HasText = "My first parcel is lost" }).ClickAsync();
            await Expect(page.Locator("#detail")).ToHaveAttributeAsync("data-id", first.ToString());
        }, page);

        Task<Guid> Request(string reason) => Eventually.Passes(async () =>
            (Guid)(await browser.Sql("select id from support.escalations where tenant_id = $1 and reason = $2", tenant.Id, reason) ?? throw new Xunit.Sdk.XunitException("not there yet")));
    }

    [Fact]
    public async Task The_list_is_searched_sorted_and_worked_through_with_the_keyboard_alone()
    {
        var tenant = await browser.NewTenant();
        var (low, urgent) = (await tenant.Escalated(priority: "low"), await tenant.Escalated(priority: "urgent"));
        var chat = await tenant.StartChat();
        var odd = (await chat.Asks(new { reason = "The xylophone is out of tune", preferredMethod = "email", email = "carmen@customer.test" })).Is(201).Id("escalationId");
        var page = await browser.Open();
        async Task Order(params Guid[] ids) => await Expect(page.Locator("#rows li.row-e")).ToHaveCountAsync(ids.Length);

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync("/inbox");
            await Order(low, urgent, odd);
            await Expect(page.Locator("#rows li.row-e").First).ToHaveIdAsync($"e-{urgent}");
            await page.Locator("select[name=sort]").SelectOptionAsync("newest");
            await Expect(page.Locator("#rows li.row-e").First).ToHaveIdAsync($"e-{odd}");

            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.PressAsync("j");
            await Expect(page.Locator("#detail")).ToHaveAttributeAsync("data-id", odd.ToString());
            await page.Locator($"#e-{odd} a.row-main").FocusAsync();
            await page.Keyboard.PressAsync("j");
            await Expect(page.Locator("#detail")).ToHaveAttributeAsync("data-id", urgent.ToString());
            await page.Keyboard.PressAsync("c");
            await Expect(page.Locator("#detail")).ToHaveAttributeAsync("data-mine", "true");

            await page.Keyboard.PressAsync("s");
            await page.Keyboard.TypeAsync("xylophone");
            await Expect(page.Locator("#rows li.row-e")).ToHaveCountAsync(1);
            await Expect(page.Locator($"#e-{odd}")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.PressAsync("?");
            await Expect(page.Locator("#shortcuts")).ToBeVisibleAsync();
        }, page);
    }

    [Fact]
    public async Task Work_is_given_to_a_colleague_from_the_list()
    {
        var tenant = await browser.NewTenant();
        var noor = await tenant.Invite(Roles.Staff, "Noor Haddad");
        var id = await tenant.Escalated();
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync("/inbox");
            await page.Locator($"#e-{id}").HoverAsync();
            await page.Locator($"#e-{id} button[data-dialog=assign]").ClickAsync();
            await Expect(page.Locator("#assign-user option").Filter(new() { HasText = "Noor Haddad" })).ToBeAttachedAsync();
            await page.Locator("#assign-user").SelectOptionAsync(noor.Id.ToString());
            await page.Locator("#assign .btn-primary").ClickAsync();
            await Expect(page.Locator($"#e-{id}")).ToHaveCountAsync(0);
            Assert.Equal(noor.Id, await browser.Sql("select owner_id from support.escalations where id = $1", id));
        }, page);
    }
}
