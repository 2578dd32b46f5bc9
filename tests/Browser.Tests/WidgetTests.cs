using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>The widget as a guest on somebody's page.</summary>
public sealed class WidgetTests(Browser browser) : ChatTest(browser)
{
    /// <summary>Everything a page can do to what it does not know.</summary>
    private const string HostileCss = """
        body, body *, :root > div {
            font: 40px/3 serif !important; color: red !important; background: yellow !important; border: 9px solid !important; margin: 30px !important;
            padding: 20px !important; position: relative !important; transform: rotate(3deg) scale(.7) !important; opacity: .4 !important; float: left !important;
            width: 10px !important; height: 10px !important; letter-spacing: 1em !important; text-transform: uppercase !important; filter: blur(2px) !important;
            text-align: right !important; white-space: nowrap !important; cursor: none !important; pointer-events: none !important; direction: rtl;
            z-index: -1 !important; overflow: hidden !important; --ink: red; --paper: yellow; --blue: red; color-scheme: dark;
        }
        div:empty { display: none !important; }
        button, textarea, dialog, input { all: unset !important; display: none !important; }
        """;

    /// <summary>Place and computed style of every element below a root, a line each.</summary>
    private const string Looks = """
        root => [...root.querySelectorAll('*')].filter(e => e.tagName !== 'SCRIPT').flatMap((e, i) => {
            const style = getComputedStyle(e), { x, y, width, height } = e.getBoundingClientRect();
            return [`place: ${[x, y, width, height]}`, ...[...style].map(name => `${name}: ${style.getPropertyValue(name)}`)].map(line => `${i} ${e.tagName} ${line}`);
        })
        """;

    [Fact]
    public async Task A_site_that_the_desk_did_not_name_shows_no_chat_and_its_console_says_why()
    {
        var (named, other) = (await OpenShop(new()), await OpenShop(new()));
        await Allow(named);
        var page = await OpenPage();
        var (said, errors) = (new List<string>(), new List<string>());
        page.Console += (_, line) => said.Add($"{line.Type} {line.Text}");
        page.PageError += (_, error) => errors.Add(error);
        var chat = new ChatPage(page);
        await Browser.Watched(async () =>
        {
            await page.RunAndWaitForConsoleMessageAsync(() => page.GotoAsync(other.Origin), new() { Predicate = line => line.Type == "warning" });
            Assert.Single(said, line => line == $"warning The chat of \"{Tenant.Slug}\" does not appear on {other.Origin}. This site is not among those that may show the chat; an administrator adds it under Settings, Widget.");
            await Expect(page.Locator("[data-desk-chat]")).ToHaveCountAsync(0);
            Assert.Empty(errors);
            Assert.Equal(0L, await Browser.Sql("select count(*) from support.conversations where tenant_id = $1", Tenant.Id));

            await page.GotoAsync(named.Origin);
            await Expect(chat.OpenButton).ToBeVisibleAsync();
        }, page);
    }

    [Fact]
    public async Task A_desk_that_does_not_exist_shows_no_chat()
    {
        var shop = await OpenShop(new(), tenant: "no-such-desk");
        var page = await OpenPage();

        var warning = await page.RunAndWaitForConsoleMessageAsync(() => page.GotoAsync(shop.Origin), new() { Predicate = line => line.Type == "warning" });

        Assert.Contains("\"no-such-desk\" does not appear", warning.Text, StringComparison.Ordinal);
        await Expect(page.Locator("[data-desk-chat]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_desk_that_is_out_of_reach_for_a_moment_does_not_keep_the_chat_away()
    {
        var shop = await OpenShop(new());
        await Allow(shop);
        var page = await OpenPage();
        var chat = new ChatPage(page);
        await Browser.Watched(async () =>
        {
            await page.RouteAsync("**/api/**", route => route.AbortAsync());
            await page.GotoAsync(shop.Origin);
            await chat.OpenButton.ClickAsync();
            await chat.Say("Is anybody there?");
            await Expect(chat.Said("anybody")).ToContainTextAsync("Not sent");

            await page.UnrouteAsync("**/api/**");
            // The chat tries again by itself too: whoever presses may come too late.
            await chat.Said("anybody").GetByRole(AriaRole.Button).EvaluateAllAsync("buttons => buttons.forEach(b => { b.focus(); b.click(); })");
            await chat.Confirmed("anybody");
            await Expect(chat.Writing).ToBeFocusedAsync();
        }, page);
        Assert.Equal(1L, await Browser.Sql("select count(*) from communications.messages where tenant_id = $1", Tenant.Id));
    }

    [Fact]
    public async Task What_the_site_knows_of_its_customer_fills_the_form()
    {
        var chat = await Visit(Place.Widget, attributes: "data-name=\"Carmen Diaz\" data-phone=\"+14155550101\" data-email=\"carmen@customer.test\"");
        await Browser.Watched(async () =>
        {
            await chat.AskButton.ClickAsync();
            await Expect(chat.Phone).ToHaveValueAsync("+14155550101");
            await chat.Method("email").CheckAsync(new() { Force = true });
            await Expect(chat.Email).ToHaveValueAsync("carmen@customer.test");
            await chat.Reason.FillAsync(Reason);
            await chat.Submit.ClickAsync();
            await Expect(chat.Badge).ToBeVisibleAsync();
        }, chat.Page);
        Assert.Equal("Carmen Diaz", await Browser.Sql("select name from support.customers where tenant_id = $1", Tenant.Id));
    }

    [Fact]
    public async Task The_policy_that_the_documentation_names_is_enough()
    {
        var page = await OpenPage();
        await page.AddInitScriptAsync("window.violations = []; document.addEventListener('securitypolicyviolation', e => violations.push(`${e.violatedDirective} ${e.blockedURI}`));");
        var shop = await OpenShop(new());
        await Allow(shop);
        var chat = new ChatPage(page);
        await Browser.Watched(async () =>
        {
            await page.GotoAsync(shop.Origin);
            await chat.OpenButton.ClickAsync();
            await chat.Say("Hello");
            await chat.AskForPerson(Reason, TestKit.SimulatedCarrier.FreshNumber());
            await Expect(chat.Badge).ToHaveCSSAsync("background-color", "rgb(255, 240, 224)");
            await Expect(chat.Log).ToContainTextAsync("Support requested.");
            Assert.Empty(await page.EvaluateAsync<string[]>("window.violations"));
        }, page);
    }

    [Fact]
    public async Task Styles_of_the_page_do_not_reach_the_chat()
    {
        async Task<string[]> LooksUnder(string css)
        {
            var shop = await OpenShop(new(Css: css));
            await Allow(shop);
            var page = await OpenPage();
            await page.GotoAsync(shop.Origin);
            var chat = new ChatPage(page);
            await page.Locator("button.open").DispatchEventAsync("click");
            await chat.AskButton.ClickAsync();
            await Expect(chat.Reason).ToBeFocusedAsync();
            return await page.Locator("[data-desk-chat]").EvaluateAsync<string[]>($"host => ({Looks})(host.shadowRoot)");
        }

        var (calm, hostile) = (await LooksUnder(""), await LooksUnder(HostileCss));

        Assert.Contains(calm, line => line.Contains("FORM", StringComparison.Ordinal));
        Assert.Empty(hostile.Except(calm).Order().Take(20));
    }

    [Fact]
    public async Task Neither_styles_nor_names_of_the_chat_reach_the_page()
    {
        async Task<string[]> LooksWith(bool chat)
        {
            var shop = await OpenShop(new(Css: "main { font: 17px/1.5 Georgia, serif; color: #234 }", Chat: chat));
            await Allow(shop);
            var page = await OpenPage();
            await page.GotoAsync(shop.Origin);
            if (chat)
            {
                await page.Locator("button.open").ClickAsync();
                await Expect(page.Locator(".panel")).ToBeVisibleAsync();
            }

            var sheets = await page.EvaluateAsync<int>("document.styleSheets.length + document.adoptedStyleSheets.length");
            var names = await page.EvaluateAsync<string[]>("Object.getOwnPropertyNames(window).filter(n => !/^\\d+$/.test(n)).sort()");
            return [.. await page.EvaluateAsync<string[]>($"({Looks})(document.body)"), $"{sheets}", .. names];
        }

        var (without, with) = (await LooksWith(chat: false), await LooksWith(chat: true));

        Assert.Equal(without, with);
    }

    [Fact]
    public async Task Keys_that_are_pressed_in_the_chat_are_not_shortcuts_of_the_page()
    {
        var page = await OpenPage();
        await page.AddInitScriptAsync("window.heard = ''; for (const type of ['keydown', 'keypress', 'keyup']) addEventListener(type, e => { heard += e.key; if (e.key === '/') e.preventDefault(); });");
        var shop = await OpenShop(new());
        await Allow(shop);
        var chat = new ChatPage(page);
        await Browser.Watched(async () =>
        {
            await page.GotoAsync(shop.Origin);
            await chat.OpenButton.ClickAsync();
            await Expect(chat.Writing).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("a/b");

            await Expect(chat.Writing).ToHaveValueAsync("a/b");
            Assert.Equal("", await page.EvaluateAsync<string>("window.heard"));
        }, page);
    }

    [Fact]
    public async Task On_a_small_screen_the_page_behind_is_out_of_reach_until_the_chat_is_closed()
    {
        var chat = await Visit(Place.Widget, width: 390);
        var page = chat.Page;
        await Browser.Watched(async () =>
        {
            Assert.Equal("0 0 390 900", await chat.Panel.EvaluateAsync<string>("e => { const p = e.getBoundingClientRect(); return [p.x, p.y, p.width, p.height].join(' '); }"));
            for (var presses = 0; presses < 12; presses++)
            {
                await page.Keyboard.PressAsync("Tab");
                Assert.True(await page.EvaluateAsync<bool>("document.activeElement === document.body || document.activeElement.matches('[data-desk-chat]')"), "The focus left the chat.");
                await Expect(chat.OpenButton).Not.ToBeFocusedAsync();
            }

            // Turned or made wider, it becomes a panel beside the page.
            await page.SetViewportSizeAsync(1000, 900);
            await page.Locator("#search").ClickAsync();
            await Expect(page.Locator("#search")).ToBeFocusedAsync();
            await Expect(chat.Panel).ToBeVisibleAsync();
            await page.SetViewportSizeAsync(390, 900);
            await chat.Panel.GetByRole(AriaRole.Button, new() { Name = "Close chat" }).ClickAsync();
            await Expect(chat.Panel).ToBeHiddenAsync();
            await page.Locator("#search").ClickAsync();
            await Expect(page.Locator("#search")).ToBeFocusedAsync();
        }, page);
    }

    [Fact]
    public async Task News_that_come_while_the_chat_is_closed_are_counted_on_its_button()
    {
        var agent = await Agent();
        var chat = await Visit(Place.Widget);
        var count = chat.Page.Locator("button.open .count");
        await Browser.Watched(async () =>
        {
            await chat.AskForPerson(Reason, TestKit.SimulatedCarrier.FreshNumber());
            var request = await agent.Claims(await LatestRequest());
            await chat.Page.Keyboard.PressAsync("Escape");
            await Answers(agent, request, "Hello, which parcel is it?");
            await Expect(count).ToHaveTextAsync("1");
            await Expect(chat.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "1 new message" })).ToHaveCountAsync(1);

            await chat.Page.ReloadAsync();
            await Expect(count).ToHaveTextAsync("1");
            await chat.OpenButton.ClickAsync();
            await Expect(count).ToBeHiddenAsync();
            await Expect(chat.Said("Hello, which parcel is it?")).ToBeVisibleAsync();
        }, chat.Page);
    }
}
