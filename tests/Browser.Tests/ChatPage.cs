using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>The chat as its customer handles it: the widget on somebody's site, or the page of its own. Found without a word of either language.</summary>
internal sealed partial class ChatPage(IPage page)
{
    public IPage Page => page;

    /// <summary>The round button of the widget.</summary>
    public ILocator OpenButton => page.Locator("button.open");
    public ILocator Panel => page.Locator(".panel");
    public ILocator Log => page.Locator(".log");
    public ILocator Bubbles => page.Locator(".log .m");
    public ILocator Badge => page.Locator(".badge");
    public ILocator AskButton => page.Locator(".ask button");
    public ILocator Writing => page.Locator("form.composer textarea");
    public ILocator Form => page.Locator("form.sheet");
    public ILocator Reason => page.Locator("#reason");
    public ILocator Phone => page.Locator("#phone");
    public ILocator Email => page.Locator("#email");
    public ILocator Consent => page.Locator("#consent");
    public ILocator Submit => page.Locator("form.sheet button[type=submit]");
    public ILocator Withdraw => page.Locator(".status button");
    public ILocator Question => page.Locator(".veil dialog");
    public ILocator ConnectionLost => page.Locator(".lost");

    public ILocator Method(string name) => page.Locator($"input[name=method][value={name}]");

    public ILocator Objection(string field) => page.Locator($"#{field}-error");

    /// <summary>What somebody wrote, exactly once or however often it stands there.</summary>
    public ILocator Said(string text) => Bubbles.Filter(new() { HasText = text });

    /// <summary>Waits until the desk has confirmed what the customer wrote: its time stands below.</summary>
    public Task Confirmed(string text) => Expect(Said(text)).ToContainTextAsync(Time(), new() { Timeout = 60_000 });

    public async Task Say(string text)
    {
        await Writing.FillAsync(text);
        await page.Locator("form.composer button").ClickAsync();
    }

    /// <summary>Asks for a person by SMS.</summary>
    public async Task AskForPerson(string reason, string phone)
    {
        await AskButton.ClickAsync();
        await Reason.FillAsync(reason);
        await Method("sms").CheckAsync(new() { Force = true });
        await Phone.FillAsync(phone);
        await Consent.CheckAsync();
        await Submit.ClickAsync();
        await Expect(Badge).ToBeVisibleAsync();
    }

    /// <summary>Presses Tab until it has come to the element, as somebody without a mouse does.</summary>
    public async Task TabTo(ILocator wanted, bool back = false)
    {
        for (var presses = 0; presses < 20; presses++)
        {
            if (await wanted.EvaluateAsync<bool>("e => e === e.getRootNode().activeElement"))
                return;
            await page.Keyboard.PressAsync(back ? "Shift+Tab" : "Tab");
        }

        Assert.Fail($"Tab does not lead to {wanted}.");
    }

    [GeneratedRegex(@"\d\d:\d\d$")]
    private static partial Regex Time();
}
