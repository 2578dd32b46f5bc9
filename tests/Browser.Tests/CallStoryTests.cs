using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>A call from the click to the certificate of its recording's deletion, in browsers: the agent's desk, and both telephones.</summary>
[Collection(OneBrowser.Name)]
public sealed class CallStoryTests(Browser browser)
{
    [Fact]
    public async Task An_agent_calls_by_a_click_and_the_recording_is_played_and_in_the_end_deleted()
    {
        var tenant = await browser.NewTenant();
        await tenant.Connect();
        var agent = await tenant.Invite(Roles.Staff, "Noor Haddad");
        var (agentsPhone, customersPhone) = (SimulatedCarrier.FreshNumber(), SimulatedCarrier.FreshNumber());
        var id = await tenant.Escalated(customersPhone);
        var (desk, mobile) = (await browser.Open(), await browser.Open());

        await Browser.Watched(async () =>
        {
            await Browser.SignIn(desk, agent);
            await EntersOwnPhone(desk, agentsPhone);
            await desk.GotoAsync($"/inbox?tab=all&id={id}");
            await desk.GetByRole(AriaRole.Button, new() { Name = "Call", Exact = true }).ClickAsync();
            await Expect(desk.Locator("#msg-list .call")).ToContainTextAsync("the agent's telephone rings");

            // The agent's own telephone, then the customer's.
            await mobile.GotoAsync(browser.Carrier.Address.ToString());
            var (agents, customers) = (Phone(mobile, agentsPhone), Phone(mobile, customersPhone));
            await agents.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
            await Expect(agents.Locator(".heard")).ToContainTextAsync("Press 1");
            await agents.Locator(".keys button", new() { HasText = "1" }).First.ClickAsync();
            await customers.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
            await Expect(customers.Locator(".heard")).ToContainTextAsync("This call is recorded");
            await Expect(desk.Locator("#msg-list .call")).ToContainTextAsync("talking");
            await Browser.Picture(desk, "call-talking");
            await Browser.Picture(mobile, "call-phones");
            await Expect(customers.Locator(".clock")).Not.ToHaveTextAsync("0:00");
            await customers.GetByRole(AriaRole.Button, new() { Name = "Hang up" }).ClickAsync();

            // The recording appears by itself and is played.
            await Expect(desk.Locator("#msg-list .call")).ToContainTextAsync("answered");
            await desk.GetByRole(AriaRole.Button, new() { Name = "Listen" }).ClickAsync();
            var player = desk.Locator(".player[data-started]");
            await Expect(player).ToBeVisibleAsync();
            Assert.True(await Decodes(player), "The browser decodes sound on both channels.");
            await player.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
            await Expect(player.Locator("[data-now]")).Not.ToHaveTextAsync("0:00");
            await Expect(player.Locator("[data-trouble]")).ToBeHiddenAsync();
            await player.Locator("[data-note] [name=text]").FillAsync("Agrees to the new date");
            await player.Locator("[data-note] button").ClickAsync();
            await Expect(player.Locator(".player-notes")).ToContainTextAsync("Agrees to the new date");
            await Browser.Picture(desk, "call-player");
        }, desk, mobile);

        await IsAudited(tenant);
        await RetentionDeletes(tenant);
    }

    private static async Task EntersOwnPhone(IPage page, string phone)
    {
        await page.GotoAsync("/account/profile");
        await page.Locator("[name=phone]").FillAsync(phone);
        await page.Locator("main form").Filter(new() { Has = page.Locator("[name=phone]") }).Locator("button.btn-primary").ClickAsync();
        await Expect(page.Locator("[name=phone]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("415"));
    }

    private static ILocator Phone(IPage page, string number) =>
        page.Locator("article.phone").Filter(new() { HasText = $"{number[..2]} {number[2..5]} {number[5..8]} {number[8..]}" });

    private static Task<bool> Decodes(ILocator player) => player.EvaluateAsync<bool>(
        """
        async element => {
          const bytes = await (await fetch(`${element.dataset.recording}/audio?key=${encodeURIComponent(element.dataset.key)}`)).arrayBuffer();
          const sound = await new OfflineAudioContext(2, 1, 8000).decodeAudioData(bytes);
          return sound.duration > 1 && [0, 1].every(c => sound.getChannelData(c).some(s => Math.abs(s) > 0.05));
        }
        """);

    private async Task IsAudited(DeskTenant tenant)
    {
        foreach (var action in new[] { "PlaceCall", "BeginListening", "AddRecordingNote" })
            Assert.True((long)(await browser.Sql("select count(*) from support.audit_entries where tenant_id = $1 and action = $2", tenant.Id, action))! > 0, $"{action} is audited.");
        Assert.Equal(1L, await browser.Sql("select count(*) from communications.recording_accesses where tenant_id = $1 and actor_name = 'Noor Haddad'", tenant.Id));
    }

    private async Task RetentionDeletes(DeskTenant tenant)
    {
        var recording = (Guid)(await browser.Sql("update communications.recordings set delete_after = now() - interval '1 minute' where tenant_id = $1 returning id", tenant.Id))!;
        await tenant.AsSystem(new EscalationCqrs.Application.Recordings.ExpireRecording.Command(recording));
        var page = await browser.Open();
        await Browser.Watched(async () =>
        {
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/recordings/{recording}");
            await Expect(page.Locator(".certificate")).ToContainTextAsync("retention");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Listen" })).ToHaveCountAsync(0);
            await Browser.Picture(page, "recording-deleted");
        }, page);
        Assert.DoesNotContain(Directory.GetFiles(browser.Recordings, "*", SearchOption.AllDirectories), f => f.Contains(recording.ToString("n"), StringComparison.Ordinal));
    }
}
