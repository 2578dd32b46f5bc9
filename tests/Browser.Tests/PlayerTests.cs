using System.Security.Cryptography;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>The player in a browser that really decodes the sound.</summary>
[Collection(OneBrowser.Name)]
public sealed class PlayerTests(Browser browser)
{
    private const string ForgetListeners = "update communications.recording_accesses set last_at = now() - interval '20 minutes' where tenant_id = $1";

    [Fact]
    public async Task An_mp3_is_played_and_goes_on_after_a_long_pause_in_a_session_of_its_own()
    {
        var tenant = await browser.NewTenant();
        var recording = await Message(tenant);
        await Becomes(recording, Mp3(seconds: 10));
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            var player = await Open(page, tenant, recording);
            await player.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
            await Expect(player.Locator("[data-now]")).Not.ToHaveTextAsync("0:00");
            await player.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
            var at = await player.Locator("[data-now]").InnerTextAsync();
            Assert.Equal(1L, await Sessions(tenant));

            await browser.Sql(ForgetListeners, tenant.Id);
            await page.EvaluateAsync("() => { const now = Date.now.bind(Date); Date.now = () => now() + 20 * 60_000; }");
            await player.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();

            await Expect(player.Locator("[data-now]")).Not.ToHaveTextAsync(at);
            await Expect(player.Locator("[data-now]")).Not.ToHaveTextAsync("0:00");
            await Expect(player.Locator("[data-trouble]")).ToBeHiddenAsync();
            Assert.Equal(2L, await Sessions(tenant));
        }, page);
    }

    [Fact]
    public async Task Who_plays_for_long_is_heard_of_and_stays_one_session()
    {
        var tenant = await browser.NewTenant();
        var recording = await Message(tenant);
        await Becomes(recording, Mp3(seconds: 60));
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            var player = await Open(page, tenant, recording);
            await player.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
            await Expect(player.Locator("[data-now]")).Not.ToHaveTextAsync("0:00");
            await browser.Sql("update communications.recording_accesses set last_at = now() - interval '6 minutes' where tenant_id = $1", tenant.Id);

            await page.RunAndWaitForResponseAsync(
                () => page.EvaluateAsync("() => { const now = Date.now.bind(Date); Date.now = () => now() + 6 * 60_000; }"), $"**/recordings/{recording}/continue");

            Assert.True((bool)(await browser.Sql("select last_at > now() - interval '1 minute' from communications.recording_accesses where tenant_id = $1", tenant.Id))!);
            Assert.Equal(1L, await Sessions(tenant));
            await Expect(player).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("playing"));
        }, page);
    }

    [Fact]
    public async Task A_session_that_is_over_when_sound_is_asked_for_is_begun_again_without_a_word()
    {
        var tenant = await browser.NewTenant();
        var recording = await Message(tenant);
        var page = await browser.Open();
        var refused = 0;
        await page.RouteAsync("**/audio?key=*", async route =>
        {
            if (Interlocked.Increment(ref refused) == 1)
                await browser.Sql(ForgetListeners, tenant.Id);
            await route.ContinueAsync();
        });

        await Browser.Watched(async () =>
        {
            var player = await Open(page, tenant, recording);
            await Eventually.Passes(async () => Assert.Equal(2L, await Sessions(tenant)));
            await player.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
            await Expect(player).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("playing"));
            await Expect(player.Locator("[data-trouble]")).ToBeHiddenAsync();
        }, page);
    }

    private static async Task<ILocator> Open(IPage page, DeskTenant tenant, Guid recording)
    {
        await Browser.SignIn(page, tenant.Admin);
        await page.GotoAsync($"/recordings/{recording}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Listen" }).ClickAsync();
        var player = page.Locator(".player[data-started]");
        await Expect(player).ToBeVisibleAsync();
        return player;
    }

    private async Task<long> Sessions(DeskTenant tenant) => (long)(await browser.Sql("select count(*) from communications.recording_accesses where tenant_id = $1", tenant.Id))!;

    /// <summary>The recording of a message that a customer left.</summary>
    private async Task<Guid> Message(DeskTenant tenant)
    {
        var customer = SimulatedCarrier.FreshNumber();
        var call = await browser.Carrier.Rings(customer, await tenant.Connect());
        await Eventually.Passes(async () => Assert.Contains((await browser.Carrier.Calls(customer))[^1]["heard"]!.AsArray(), h => h!.GetValue<string>().Contains("leave a message", StringComparison.Ordinal)));
        await browser.Carrier.Act(call, "say", new { text = "My parcel is lost, please call back." });
        await browser.Carrier.Act(call, "hangup");
        return await Eventually.Passes(async () => Assert.IsType<Guid>(await browser.Sql("select id from communications.recordings where tenant_id = $1 and state = 'stored'", tenant.Id)));
    }

    /// <summary>Another file in the place of what was stored, as a carrier that has MP3 gives it.</summary>
    private async Task Becomes(Guid recording, byte[] mp3)
    {
        await File.WriteAllBytesAsync(Path.Combine(browser.Recordings, (string)(await browser.Sql("select key from communications.recordings where id = $1", recording))!), mp3);
        await browser.Sql("update communications.recordings set content_type = 'audio/mpeg', size_bytes = $2, sha256 = $3, peaks = '', channels = 1, duration_seconds = null where id = $1",
            recording, (long)mp3.Length, Convert.ToHexStringLower(SHA256.HashData(mp3)));
    }

    /// <summary>Silence: frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono, whose granules say that they hold nothing.</summary>
    private static byte[] Mp3(int seconds)
    {
        const int samplesPerFrame = 1152, sampleRate = 44_100, frame = 417;
        var sound = new byte[((seconds * sampleRate / samplesPerFrame) + 1) * frame];
        for (var at = 0; at < sound.Length; at += frame)
            ((byte[])[0xff, 0xfb, 0x90, 0xc4]).CopyTo(sound, at);
        return sound;
    }
}
