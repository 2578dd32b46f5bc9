using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>axe-core finds nothing to object to in any state of the chat, light or dark.</summary>
public sealed class ChatAccessibilityTests(Browser browser) : ChatTest(browser)
{
    [Theory]
    [InlineData(Place.Widget, 1440, "en")]
    [InlineData(Place.Widget, 390, "vi")]
    [InlineData(Place.Page, 1440, "vi")]
    [InlineData(Place.Page, 390, "en")]
    public async Task The_chat_is_usable_by_everybody_in_each_of_its_states(Place place, int width, string language)
    {
        var agent = await Agent("Noor Haddad");
        var link = OpenLink();
        var chat = await Visit(place, width, language, desk: new Uri($"http://127.0.0.1:{link.Port}"));
        var objections = new List<string>();

        async Task Look(string state)
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await chat.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                var name = $"{place}-{width}-{language}-{state}-{scheme}".ToLowerInvariant();
                objections.AddRange(await Axe.Objections(chat.Page, name));
                await Browser.Picture(chat.Page, name);
            }
        }

        await Browser.Watched(async () =>
        {
            await Expect(chat.Panel).ToContainTextAsync("Example Shop");
            await Look("01-empty");
            await chat.Say("It says delivered but nothing is here");
            await chat.Confirmed("nothing is here");
            await BotSays("Order 88-1402 was handed over on Tuesday. Can I help with anything else?");
            await Expect(chat.Said("88-1402")).ToBeVisibleAsync();
            await Look("02-conversation");
            await chat.AskButton.ClickAsync();
            await Look("03-form");
            await chat.Submit.ClickAsync();
            await Expect(chat.Objection("consent")).Not.ToBeEmptyAsync();
            await Look("04-objections");
            await chat.Method("email").CheckAsync(new() { Force = true });
            await Look("05-email");
            await chat.Page.Keyboard.PressAsync("Escape");

            await chat.AskForPerson(Reason, SimulatedCarrier.FreshNumber());
            await Look("06-requested");
            await chat.Withdraw.ClickAsync();
            await Look("07-withdraw");
            await chat.Page.Keyboard.PressAsync("Escape");

            var request = await agent.Claims(await LatestRequest());
            await Answers(agent, request, "Hello Lan, Noor here. Where may the courier leave the parcel?");
            await Expect(chat.Said("courier")).ToBeVisibleAsync();
            await chat.Say("At number 3, the red door");
            await Look("08-helped");
            (await agent.Api.Post($"/api/v1/escalations/{request}/wait")).Is(200);
            link.Cut();
            await chat.Say("Is anybody there?");
            await Expect(chat.ConnectionLost).Not.ToBeEmptyAsync();
            await Expect(chat.Said("anybody").GetByRole(AriaRole.Button)).ToBeVisibleAsync();
            await Look("09-lost");
            link.Mend();
            // The chat tries again by itself too: whoever presses may come too late.
            await chat.Said("anybody").GetByRole(AriaRole.Button).EvaluateAllAsync("buttons => buttons.forEach(b => b.click())");
            await Expect(chat.ConnectionLost).ToBeEmptyAsync(new() { Timeout = 60_000 });
            await chat.Confirmed("anybody");

            await Resolves(agent, request);
            await Expect(chat.AskButton).ToBeVisibleAsync();
            await Look("10-resolved");
            if (place == Place.Widget)
            {
                await chat.Page.Keyboard.PressAsync("Escape");
                await BotSays("Glad that it worked out.");
                await Expect(chat.Page.Locator(".count")).ToBeVisibleAsync();
                await Look("11-closed");
            }
        }, chat.Page);

        Assert.True(objections.Count == 0, string.Join(Environment.NewLine, objections));
    }

    private async Task BotSays(string text)
    {
        var secret = (await Tenant.Admin.Api.Post("/api/v1/api-tokens", new { name = $"Bot {Guid.NewGuid():n}", permissions = new[] { "bot:reply" } })).Is(201).String("secret");
        using var bot = Browser.NewClient();
        bot.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var conversation = (Guid)(await Browser.Sql("select id from support.conversations where tenant_id = $1", Tenant.Id))!;
        (await bot.Post($"/api/v1/conversations/{conversation}/bot-messages", new { text })).Is(201);
    }
}
