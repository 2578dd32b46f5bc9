using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>The main job from end to end, in browsers: the customer's, the agent's and the customer's phone.</summary>
[Collection(OneBrowser.Name)]
public sealed class StoryTests(Browser browser)
{
    private const string Question = "What are your opening hours?", Answer = "We open at nine.";

    [Fact]
    public async Task A_customer_asks_for_a_person_and_is_helped_by_sms()
    {
        var tenant = await browser.NewTenant();
        var desk = await tenant.Connect();
        var agent = await tenant.Invite(Roles.Staff, "Noor Haddad");
        (await tenant.Admin.Api.Put("/api/v1/settings/widget", new { origins = Array.Empty<string>(), responderEnabled = true })).IsDone();
        (await tenant.Admin.Api.Post("/api/v1/faq-entries", new { locale = "en", question = Question, answer = Answer })).Is(201);
        var phone = SimulatedCarrier.FreshNumber();
        var (customer, staff, mobile) = (await browser.Open(), await browser.Open(), await browser.Open());

        await Browser.Watched(async () =>
        {
            // The agent waits in an empty inbox.
            await Browser.SignIn(staff, agent);
            await staff.GotoAsync("/inbox");
            await Expect(staff.Locator("#rows li.row-e")).ToHaveCountAsync(0);

            // The bot helps the customer, until it does not.
            await customer.GotoAsync($"/chat/{tenant.Slug}");
            var chat = new ChatPage(customer);
            await chat.Say(Question);
            await Expect(chat.Log).ToContainTextAsync(Answer);
            await chat.AskForPerson("My parcel has not arrived yet", phone);
            await Expect(chat.Badge).ToBeVisibleAsync();
            await Expect(chat.AskButton).ToBeHiddenAsync();
            await Expect(chat.Log).ToContainTextAsync("Support requested. Staff will help you shortly.");

            await chat.Say(Question);
            await Expect(chat.Log.GetByText(Question)).ToHaveCountAsync(2);
            await Expect(chat.Log.GetByText(Answer)).ToHaveCountAsync(1);

            // The request appears by itself; the agent takes it over and texts.
            var row = staff.Locator("#rows li.row-e").Filter(new() { HasText = "My parcel has not arrived yet" });
            await Expect(row).ToBeVisibleAsync();
            await row.Locator("a.row-main").ClickAsync();
            await staff.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
            await Expect(staff.Locator(".pill.mine").First).ToBeVisibleAsync();
            await staff.Locator("#reply").FillAsync("Hello, Noor here. Which parcel is it?");
            await Expect(staff.Locator("#count")).ToContainTextAsync("1 part");
            await staff.GetByRole(AriaRole.Button, new() { Name = "Send SMS" }).ClickAsync();
            await Expect(staff.Locator("#msg-list li.m.out")).ToContainTextAsync("Which parcel is it?");
            await Expect(staff.Locator("#msg-list li.m.out")).ToContainTextAsync("delivered");
            await Expect(chat.Panel).ToContainTextAsync("Noor Haddad is helping you");

            // The customer's phone.
            await mobile.GotoAsync(browser.Carrier.Address.ToString());
            var shown = mobile.Locator("article.phone").Filter(new() { HasText = "Which parcel is it?" });
            await Expect(shown).ToBeVisibleAsync();
            await shown.Locator("textarea").FillAsync("The blue one, order 4711");
            await shown.Locator("button.send").ClickAsync();

            // The agent sees the answer live; the chat never shows an SMS.
            await Expect(staff.Locator("#msg-list")).ToContainTextAsync("The blue one, order 4711");
            await Expect(chat.Log).Not.ToContainTextAsync("order 4711");

            // The agent resolves with notes and lets the bot answer again.
            await staff.Locator("button[data-dialog=resolve]").First.ClickAsync();
            await staff.Locator("#resolve-notes").FillAsync("Sent again by courier");
            await staff.Locator("#resolve input[name=resumeBot]").CheckAsync();
            await staff.Locator("#resolve button.btn-primary").ClickAsync();
            await Expect(chat.Log).ToContainTextAsync("Your request has been resolved");
            await Expect(chat.Badge).ToBeHiddenAsync();
            await Expect(chat.AskButton).ToBeVisibleAsync();

            await chat.Say(Question);
            await Expect(chat.Log.GetByText(Answer)).ToHaveCountAsync(2);
        }, customer, staff, mobile);

        await EverythingIsKept(tenant, desk, phone);
    }

    [Fact]
    public async Task A_draft_survives_a_reload_and_a_lost_connection_is_told()
    {
        var tenant = await browser.NewTenant();
        var id = await tenant.Admin.Claims(await tenant.Escalated());
        var staff = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(staff, tenant.Admin);
            await staff.GotoAsync($"/inbox?tab=mine&id={id}");
            await staff.Locator("#composer input[name=channel][value=chat]").CheckAsync(new() { Force = true });
            await staff.Locator("#reply").FillAsync("Half a sentence");
            await staff.ReloadAsync();
            await Expect(staff.Locator("#reply")).ToHaveValueAsync("Half a sentence");

            await staff.Context.SetOfflineAsync(true);
            await staff.EvaluateAsync("window.dispatchEvent(new Event('offline'))");
            await Expect(staff.Locator("#connection-lost")).ToBeVisibleAsync();
            await staff.Context.SetOfflineAsync(false);
            await Expect(staff.Locator("#connection-lost")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        }, staff);
    }

    [Fact]
    public async Task What_another_agent_takes_is_marked_without_a_reload()
    {
        var tenant = await browser.NewTenant();
        var (noor, bao) = (await tenant.Invite(Roles.Staff, "Noor Haddad"), await tenant.Invite(Roles.Staff, "Bao Nguyen"));
        var id = await tenant.Escalated();
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, noor);
            await page.GotoAsync($"/inbox?tab=all&id={id}");
            await Expect(page.Locator($"#e-{id} .pill.free")).ToBeVisibleAsync();
            await bao.Claims(id);
            await Expect(page.Locator($"#e-{id} .pill.other")).ToContainTextAsync("Bao Nguyen");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Take over" })).ToHaveCountAsync(0);
        }, page);
    }

    [Fact]
    public async Task A_request_is_given_to_a_colleague_and_then_to_a_team()
    {
        var tenant = await browser.NewTenant();
        var noor = await tenant.Invite(Roles.Staff, "Noor Haddad");
        (await tenant.Admin.Api.Post("/api/v1/teams", new { name = "Returns" })).Is(201);
        var id = await tenant.Escalated();
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/inbox?tab=all&id={id}");
            await page.Locator(".bar-acts button[data-dialog=assign]").ClickAsync();
            await Expect(page.Locator("#assign-user option").Filter(new() { HasText = "Noor Haddad" })).ToBeAttachedAsync();
            await page.Locator("#assign-user").SelectOptionAsync(noor.Id.ToString());
            await page.Locator("#assign .btn-primary").ClickAsync();
            await Expect(page.Locator($"#e-{id} .pill.other")).ToContainTextAsync("Noor Haddad");

            await page.Locator("button[data-dialog=reassign]").EvaluateAsync("b => b.click()");
            await Expect(page.Locator("#reassign-to option[value^=user]").Filter(new() { HasText = "Noor Haddad" })).ToContainTextAsync("1 of");
            await page.Locator("#reassign-to").SelectOptionAsync(new SelectOptionValue { Label = "Returns" });
            await page.Locator("#reassign-reason").FillAsync("It is about a return");
            await page.Locator("#reassign .btn-primary").ClickAsync();
            await Expect(page.Locator($"#e-{id} .pill.free")).ToBeVisibleAsync();
            await Expect(page.Locator("#detail")).ToContainTextAsync("Returns");
        }, page);
    }

    [Fact]
    public async Task A_slash_in_the_composer_finds_a_template_and_fills_it_in()
    {
        var tenant = await browser.NewTenant();
        await tenant.Connect();
        foreach (var (name, text) in new[] { ("On its way", "Your parcel is on its way. {agent_name}"), ("Lost", "Dear {customer_name}, it is lost.") })
            (await tenant.Admin.Api.Post("/api/v1/templates", new { name, scope = "tenant", texts = new[] { new { locale = "en", text } } })).Is(201);
        var id = await tenant.Admin.Claims(await tenant.Escalated());
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/inbox?tab=mine&id={id}");
            var reply = page.Locator("#reply");
            await reply.PressSequentiallyAsync("/");
            await Expect(page.Locator("#suggestions [role=option]")).ToHaveCountAsync(2);
            await Browser.Picture(page, "templates");
            await reply.PressSequentiallyAsync("way");
            await Expect(page.Locator("#suggestions [role=option]")).ToHaveCountAsync(1);
            await reply.PressAsync("Enter");
            await Expect(reply).ToHaveValueAsync("Your parcel is on its way. Ada Admin");
            await Expect(page.Locator("#suggestions")).ToBeHiddenAsync();
            await Expect(page.Locator("#count")).ToContainTextAsync("1 part");

            // What is not known is shown, and is not sent.
            await reply.FillAsync("");
            await reply.PressSequentiallyAsync("/lost");
            await Expect(page.Locator("#suggestions .bad")).ToContainTextAsync("customer_name");
            await reply.PressAsync("Enter");
            await page.GetByRole(AriaRole.Button, new() { Name = "Send SMS" }).ClickAsync();
            await Expect(page.Locator("#reply-error")).ToContainTextAsync("customer_name");
            await Expect(reply).ToHaveValueAsync("Dear {customer_name}, it is lost.");
        }, page);
    }

    /// <summary>All of it is in the timeline and in the audit log.</summary>
    private async Task EverythingIsKept(DeskTenant tenant, string desk, string phone)
    {
        var id = (Guid)(await browser.Sql("select id from support.escalations where tenant_id = $1", tenant.Id))!;
        var timeline = (await tenant.Admin.Api.Get($"/api/v1/escalations/{id}/timeline")).Is(200);
        Assert.Equal(
            ["customer_message", "bot_message", "escalation_opened", "customer_message", "assigned", "started", "staff_message", "customer_message", "resolved", "customer_message", "bot_message"],
            timeline["items"]!.AsArray().Select(i => i!["type"]!.GetValue<string>()).Where(t => t is not ("conversation_started" or "bot_paused" or "bot_resumed" or "consent_given" or "read")));
        Assert.Equal(2, (await browser.Carrier.Messages(phone)).Count);
        Assert.All(await browser.Carrier.Messages(phone), m => Assert.Contains(desk, new[] { m["from"]!.GetValue<string>(), m["to"]!.GetValue<string>() }));
        foreach (var action in new[] { "StartConversation", "RequestEscalation", "ClaimEscalation", "ReplyToCustomer", "ReceiveSms", "ResolveEscalation" })
            Assert.True((long)(await browser.Sql("select count(*) from support.audit_entries where tenant_id = $1 and action = $2", tenant.Id, action))! > 0, $"{action} is audited.");
        Assert.Empty(browser.Log.Errors);
    }
}

internal static class Answers
{
    public static void IsDone(this Answer answer) => Assert.True(answer.Status == 204, $"Expected 204, got {answer.Status}: {answer.Text}");
}
