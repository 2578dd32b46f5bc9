using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>What customers can do in the chat, on somebody's site and on the page of its own.</summary>
public sealed class ChatTests(Browser browser) : ChatTest(browser)
{
    [Theory]
    [InlineData(Place.Widget)]
    [InlineData(Place.Page)]
    public async Task A_customer_asks_for_a_person_is_helped_live_and_may_ask_again(Place place)
    {
        var agent = await Agent("Noor Haddad");
        var chat = await Visit(place);
        await Browser.Watched(async () =>
        {
            await chat.Say("It says delivered but nothing is here");
            await Expect(chat.Badge).ToBeHiddenAsync();
            await Expect(chat.AskButton).ToHaveTextAsync("Request support");
            await chat.AskForPerson(Reason, SimulatedCarrier.FreshNumber());

            await Expect(chat.Badge).ToHaveTextAsync("Support requested");
            await Expect(chat.Badge).ToHaveCSSAsync("color", "rgb(163, 75, 0)");
            await Expect(chat.Badge).ToHaveCSSAsync("background-color", "rgb(255, 240, 224)");
            await Expect(chat.AskButton).ToBeHiddenAsync();
            await Expect(chat.Log).ToContainTextAsync("✋ Support requested. Staff will help you shortly.");

            var request = await agent.Claims(await LatestRequest());
            await Expect(chat.Log).ToContainTextAsync("Noor Haddad is helping you");
            await Answers(agent, request, "Hello, which parcel is it?");
            await Expect(chat.Said("Hello, which parcel is it?")).ToContainTextAsync("Noor Haddad");
            await chat.Say("The blue one");
            await chat.Confirmed("The blue one");

            await Resolves(agent, request);
            await Expect(chat.Log).ToContainTextAsync("Your request has been resolved");
            await Expect(chat.Badge).ToBeHiddenAsync();
            await Expect(chat.AskButton).ToBeVisibleAsync();

            // The second request needs no number typed again.
            await chat.AskButton.ClickAsync();
            await Expect(chat.Phone).Not.ToHaveValueAsync("");
            await chat.Reason.FillAsync("It still has not arrived");
            await chat.Consent.CheckAsync();
            await chat.Submit.ClickAsync();
            await Expect(chat.Badge).ToBeVisibleAsync();
            Assert.NotEqual(request, await LatestRequest());

            var before = await chat.Log.InnerTextAsync();
            await chat.Page.ReloadAsync();
            if (place == Place.Widget)
                await chat.OpenButton.ClickAsync();
            await Expect(chat.Badge).ToBeVisibleAsync();
            await Expect(chat.AskButton).ToBeHiddenAsync();
            Assert.Equal(before, await chat.Log.InnerTextAsync());
        }, chat.Page);
    }

    [Theory]
    [InlineData(Place.Widget)]
    [InlineData(Place.Page)]
    public async Task The_form_names_what_is_missing_beside_its_field_and_asks_for_consent(Place place)
    {
        var chat = await Visit(place);
        await Browser.Watched(async () =>
        {
            await chat.AskButton.ClickAsync();
            await Expect(chat.Consent).Not.ToBeCheckedAsync();
            await Expect(chat.Method("sms")).ToBeCheckedAsync();
            await chat.Reason.FillAsync("    too short     ");
            await chat.Submit.ClickAsync();

            await Expect(chat.Objection("reason")).ToHaveTextAsync("Please write at least 10 characters.");
            await Expect(chat.Objection("phone")).ToContainTextAsync("Please enter a phone number");
            await Expect(chat.Objection("consent")).ToHaveTextAsync("We need your consent to text or call you.");
            await Expect(chat.Reason).ToBeFocusedAsync();
            await Expect(chat.Reason).ToHaveAttributeAsync("aria-invalid", "true");

            // Ten characters after trimming will do, and the reproach goes at once.
            await chat.Reason.FillAsync(" 1234567890 ");
            await Expect(chat.Objection("reason")).ToBeEmptyAsync();

            // What only the desk can judge is said in the same place.
            await chat.Phone.FillAsync("12");
            await chat.Consent.CheckAsync();
            await chat.Submit.ClickAsync();
            await Expect(chat.Objection("phone")).ToContainTextAsync("not a telephone number");
            await Expect(chat.Phone).ToBeFocusedAsync();
            Assert.Equal(0L, await Browser.Sql("select count(*) from support.escalations where tenant_id = $1", Tenant.Id));

            // E-mail needs an address and no box.
            await chat.Method("email").CheckAsync(new() { Force = true });
            await Expect(chat.Consent).ToBeHiddenAsync();
            await Expect(chat.Phone).ToBeHiddenAsync();
            await chat.Email.FillAsync("carmen");
            await chat.Submit.ClickAsync();
            await Expect(chat.Objection("email")).ToHaveTextAsync("Please enter an e-mail address.");
            await chat.Email.FillAsync("carmen@customer.test");
            await chat.Submit.ClickAsync();
            await Expect(chat.Badge).ToBeVisibleAsync();
        }, chat.Page);
        Assert.Equal("1234567890", await Browser.Sql("select reason from support.escalations where tenant_id = $1", Tenant.Id));
    }

    [Theory]
    [InlineData(Place.Widget, "the wire is cut")]
    [InlineData(Place.Widget, "the browser is offline")]
    [InlineData(Place.Page, "the wire is cut")]
    public async Task What_happened_while_the_connection_was_lost_appears_exactly_once(Place place, string how)
    {
        var agent = await Agent("Noor Haddad");
        var link = OpenLink();
        var chat = await Visit(place, desk: new Uri($"http://127.0.0.1:{link.Port}"));
        await Browser.Watched(async () =>
        {
            await chat.Say("Said before");
            await chat.AskForPerson(Reason, SimulatedCarrier.FreshNumber());
            var first = await agent.Claims(await LatestRequest());
            await Answers(agent, first, "Answered before");
            await Expect(chat.Said("Answered before")).ToHaveCountAsync(1);

            if (how == "the wire is cut")
                link.Cut();
            else
                await chat.Page.Context.SetOfflineAsync(true);
            await Expect(chat.ConnectionLost).ToHaveTextAsync("Connection lost. Trying again…");
            await chat.Say("Said meanwhile");
            await Expect(chat.Said("Said meanwhile")).ToContainTextAsync("Not sent");
            await Answers(agent, first, "Answered meanwhile");
            await Resolves(agent, first);
            var conversation = (Guid)(await Browser.Sql("select conversation_id from support.escalations where id = $1", first))!;
            var second = (await agent.Api.Post("/api/v1/escalations", new { conversationId = conversation, reason = "The courier called back" })).Is(201).Id("escalationId");
            await Resolves(Tenant.Admin, second);

            if (how == "the wire is cut")
                link.Mend();
            else
                await chat.Page.Context.SetOfflineAsync(false);
            await Expect(chat.Said("Answered meanwhile")).ToBeVisibleAsync(new() { Timeout = 60_000 });
            await chat.Confirmed("Said meanwhile");
            await Expect(chat.ConnectionLost).ToBeEmptyAsync(new() { Timeout = 60_000 });
            foreach (var text in new[] { "Said before", "Answered before", "Said meanwhile", "Answered meanwhile" })
                await Expect(chat.Said(text)).ToHaveCountAsync(1);
            await Expect(chat.Log.GetByText("Your request has been resolved")).ToHaveCountAsync(2);
            Assert.Equal(1L, await Browser.Sql("select count(*) from communications.messages where tenant_id = $1 and text = 'Said meanwhile'", Tenant.Id));
        }, chat.Page);
    }

    [Theory]
    [InlineData(Place.Widget)]
    [InlineData(Place.Page)]
    public async Task All_of_it_speaks_Vietnamese(Place place)
    {
        var agent = await Agent("Ngọc Hà");
        // The language of the page around decides.
        var chat = await Visit(place, language: "vi");
        await Browser.Watched(async () =>
        {
            await Expect(chat.Writing).ToHaveAttributeAsync("placeholder", "Nhập tin nhắn");
            await Expect(chat.AskButton).ToHaveTextAsync("Yêu cầu hỗ trợ");
            await chat.AskButton.ClickAsync();
            await Expect(chat.Page.GetByRole(AriaRole.Dialog, new() { Name = "Vì sao bạn cần hỗ trợ từ nhân viên?" })).ToBeVisibleAsync();
            await Expect(chat.Submit).ToHaveTextAsync("Gửi yêu cầu");
            await chat.Submit.ClickAsync();
            await Expect(chat.Objection("consent")).ToHaveTextAsync("Chúng tôi cần sự đồng ý của bạn để nhắn tin hoặc gọi điện.");
            await chat.Reason.FillAsync("Tôi chưa nhận được hàng");
            await chat.Phone.FillAsync("12");
            await chat.Consent.CheckAsync();
            await chat.Submit.ClickAsync();
            await Expect(chat.Objection("phone")).ToContainTextAsync("số điện thoại");
            await chat.Phone.FillAsync(SimulatedCarrier.FreshNumber());
            await chat.Submit.ClickAsync();

            await Expect(chat.Badge).ToHaveTextAsync("Đã yêu cầu hỗ trợ");
            await Expect(chat.Log).ToContainTextAsync("✋ Đã yêu cầu hỗ trợ. Nhân viên sẽ hỗ trợ bạn trong giây lát.");
            var request = await agent.Claims(await LatestRequest());
            await Expect(chat.Log).ToContainTextAsync("Ngọc Hà đang hỗ trợ bạn");
            await Resolves(agent, request);
            await Expect(chat.Log).ToContainTextAsync("✅ Yêu cầu của bạn đã được giải quyết");
            await Expect(chat.AskButton).ToBeVisibleAsync();
        }, chat.Page);
        Assert.Equal("widget-consent-1:vi", await Browser.Sql("select evidence from communications.consents where tenant_id = $1", Tenant.Id));
    }

    [Theory]
    [InlineData(Place.Widget, 1440)]
    [InlineData(Place.Widget, 390)]
    [InlineData(Place.Page, 1440)]
    public async Task All_of_it_can_be_done_with_the_keyboard(Place place, int width)
    {
        var chat = await Visit(place, width);
        var keys = chat.Page.Keyboard;
        await Browser.Watched(async () =>
        {
            if (place == Place.Widget)
            {
                await chat.Page.ReloadAsync();
                await chat.TabTo(chat.OpenButton);
                await keys.PressAsync("Enter");
            }

            await Expect(chat.Writing).ToBeFocusedAsync();
            await keys.TypeAsync("Anybody here?");
            await keys.PressAsync("Enter");
            await Expect(chat.Said("Anybody here?")).ToHaveCountAsync(1);
            await Expect(chat.Writing).ToBeFocusedAsync();

            await chat.TabTo(chat.AskButton, back: true);
            await keys.PressAsync("Enter");
            await Expect(chat.Reason).ToBeFocusedAsync();
            await keys.PressAsync("Escape");
            await Expect(chat.Form).ToBeHiddenAsync();
            await Expect(chat.AskButton).ToBeFocusedAsync();
            await keys.PressAsync("Enter");
            await keys.TypeAsync(Reason);
            await chat.TabTo(chat.Method("sms"));
            await keys.PressAsync("ArrowRight");
            await Expect(chat.Method("call")).ToBeCheckedAsync();
            await chat.TabTo(chat.Phone);
            await keys.TypeAsync(SimulatedCarrier.FreshNumber());
            await chat.TabTo(chat.Consent);
            await keys.PressAsync("Space");
            await chat.TabTo(chat.Submit);
            await keys.PressAsync("Enter");
            await Expect(chat.Badge).ToBeVisibleAsync();
            await Expect(chat.Writing).ToBeFocusedAsync();

            await chat.TabTo(chat.Withdraw, back: true);
            await keys.PressAsync("Enter");
            await Expect(chat.Question).ToBeVisibleAsync();
            await keys.PressAsync("Escape");
            await Expect(chat.Question).ToBeHiddenAsync();
            await Expect(chat.Withdraw).ToBeFocusedAsync();
            await keys.PressAsync("Enter");
            await chat.TabTo(chat.Question.Locator("button.primary"));
            await keys.PressAsync("Enter");
            await Expect(chat.Badge).ToBeHiddenAsync();
            await Expect(chat.Writing).ToBeFocusedAsync();

            if (place == Place.Widget)
            {
                await keys.PressAsync("Escape");
                await Expect(chat.Panel).ToBeHiddenAsync();
                await Expect(chat.OpenButton).ToBeFocusedAsync();
            }
        }, chat.Page);
    }

    [Fact]
    public async Task The_focus_stays_in_the_chat_when_what_had_it_goes()
    {
        var agent = await Agent();
        var chat = await Visit(Place.Page);
        await Browser.Watched(async () =>
        {
            await chat.AskForPerson(Reason, SimulatedCarrier.FreshNumber());
            var request = await agent.Claims(await LatestRequest());
            await chat.Withdraw.ClickAsync();
            await Expect(chat.Question).ToBeVisibleAsync();

            await Resolves(agent, request);

            await Expect(chat.Question).ToBeHiddenAsync();
            await Expect(chat.Writing).ToBeFocusedAsync();
        }, chat.Page);
    }
}
