using EscalationCqrs.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EscalationCqrs.Browser.Tests;

/// <summary>Work in the background as an administrator watches it: nothing is reloaded, and nothing that reads or types is disturbed.</summary>
[Collection(OneBrowser.Name)]
public sealed class JobStoryTests(Browser browser)
{
    [Theory]
    [InlineData(1440, "en")]
    [InlineData(390, "vi")]
    public async Task A_run_is_watched_to_its_failure_and_stays_until_it_is_set_aside(int width, string language)
    {
        var tenant = await browser.NewTenant(language);
        var page = await browser.Open(width, locale: language == "vi" ? "vi-VN" : "en-US");
        List<string> objections = [];

        await Browser.Watched(async () =>
        {
            var earlier = await Runs(tenant, "dead");
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync("/jobs");
            await page.EvaluateAsync("window.stillHere = true");
            await page.Locator($"#retry-{earlier}").FocusAsync();

            var run = await Runs(tenant, "running");
            var shown = page.Locator($"#run-{run}");
            await Expect(shown.Locator("progress")).ToHaveAttributeAsync("value", "10");
            var bar = await shown.Locator("progress").ElementHandleAsync();
            await Says(run, tenant, 1, 9);
            await Expect(shown.Locator(".log li")).ToHaveCountAsync(6);
            await Expect(shown.Locator(".log li").Last).ToContainTextAsync("Recording 9 copied");
            await browser.Sql("update support.job_runs set done = 7 where id = $1", run);
            await Expect(shown.Locator("progress")).ToHaveAttributeAsync("value", "70");
            await Expect(shown).ToContainTextAsync("7 / 10");
            Assert.True(await bar!.EvaluateAsync<bool>("bar => bar.isConnected"), "The bar moves on; it is no other one.");
            await Expect(page.Locator($"#retry-{earlier}")).ToBeFocusedAsync();
            await Browser.Picture(page, $"jobs-running-{width}");
            objections.AddRange(await Axe.Objections(page, "running"));

            // It fails: told beside its name, in the list of what waits, and to a screen reader.
            await browser.Sql("update support.job_runs set outcome = 'failed', ended_at = now(), error = 'StoreUnavailable: The folder of files cannot be written.', is_dead = true, payload = '{}' where id = $1", run);
            var letter = page.Locator($"#letter-{run}");
            await Expect(letter).ToContainTextAsync("The folder of files cannot be written.");
            await Expect(letter.Locator($"#retry-{run}")).ToBeVisibleAsync();
            await Expect(shown).ToHaveCountAsync(0);
            await Expect(page.Locator("#jobs-news")).ToContainTextAsync(":");
            await Browser.Picture(page, $"jobs-failed-{width}");
            objections.AddRange(await Axe.Objections(page, "failed"));

            // Somebody else sees to the one under the keyboard: that stays in the section.
            (await tenant.Admin.Api.Post($"/api/v1/jobs/runs/{earlier}/dismiss")).Is(204);
            await Expect(page.Locator($"#letter-{earlier}")).ToHaveCountAsync(0);
            Assert.Equal("waits", await page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-labelledby')"));
            await Expect(letter).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>("window.stillHere === true"), "Nothing was reloaded.");

            await page.Locator($"#dismiss-{run}").ClickAsync();
            await Expect(page.Locator(".notice[role=status]")).ToBeVisibleAsync();
            await Expect(letter).ToHaveCountAsync(0);
        }, page);

        Assert.True(objections.Count == 0, string.Join(Environment.NewLine, objections));
    }

    [Fact]
    public async Task The_lines_of_one_run_come_in_and_who_reads_above_is_left_in_peace()
    {
        var tenant = await browser.NewTenant();
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            var run = await Runs(tenant, "running");
            await Says(run, tenant, 1, 100);
            await Browser.SignIn(page, tenant.Admin);
            await page.GotoAsync($"/jobs/runs/{run}");
            var log = page.Locator("#log");
            Task<bool> AtEnd() => log.EvaluateAsync<bool>("log => log.scrollTop + log.clientHeight >= log.scrollHeight - 4");

            await Says(run, tenant, 101, 102);
            await Expect(log.Locator("li")).ToHaveCountAsync(102);
            await Eventually.True(AtEnd, "Who reads the end goes on reading the end.");
            await log.EvaluateAsync("log => { log.scrollTop = 40; }");
            await Says(run, tenant, 103, 104);
            await Expect(log.Locator("li")).ToHaveCountAsync(104);
            Assert.Equal(40, await log.EvaluateAsync<int>("log => log.scrollTop"));

            await browser.Sql("update support.job_runs set outcome = 'succeeded', ended_at = now() where id = $1", run);
            await Expect(page.Locator("#run-news")).Not.ToBeEmptyAsync();
            await Expect(page.Locator("#run")).ToHaveAttributeAsync("data-follow", "");
        }, page);
    }

    [Fact]
    public async Task A_hidden_tab_asks_nothing_and_shows_the_present_when_it_is_looked_at_again()
    {
        var tenant = await browser.NewTenant();
        var page = await browser.Open();

        await Browser.Watched(async () =>
        {
            var run = await Runs(tenant, "running");
            await Browser.SignIn(page, tenant.Admin);
            // Counted within the page: what a timer asks is known as soon as the timer has run.
            await page.AddInitScriptAsync("window.asked = window.answered = 0; const ask = window.fetch; window.fetch = (...all) => { const look = all[0] === '/jobs'; window.asked += look; return ask(...all).finally(() => { window.answered += look; }); };");
            Task<int> Asked() => page.EvaluateAsync<int>("window.asked");
            await page.Clock.InstallAsync();
            await page.GotoAsync("/jobs");
            // Time stands from here on: the next look is planned, and none is under way.
            await page.Clock.PauseAtAsync(DateTime.UtcNow.AddMinutes(1));
            await Eventually.True(() => page.EvaluateAsync<bool>("window.asked > 0 && window.asked === window.answered"), "No look is under way.");
            await page.EvaluateAsync("Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.away === true }); window.away = true; document.dispatchEvent(new Event('visibilitychange'))");
            var before = await Asked();
            await browser.Sql("update support.job_runs set done = 9 where id = $1", run);
            await page.Clock.RunForAsync(60_000);
            Assert.Equal(before, await Asked());

            await page.EvaluateAsync("window.away = false; document.dispatchEvent(new Event('visibilitychange'))");
            await Expect(page.Locator($"#run-{run} progress")).ToHaveAttributeAsync("value", "90");
            Assert.Equal(before + 1, await Asked());
        }, page);
    }

    /// <summary>A run of the tenant's own, as far as one in ten, or one that failed for good.</summary>
    private async Task<Guid> Runs(DeskTenant tenant, string how)
    {
        var (id, dead) = (Guid.CreateVersion7(), how == "dead");
        // On a node that lives: what others left is closed.
        await browser.Sql("""
            insert into support.job_runs (id, job, node, attempt, started_at, ended_at, outcome, error, done, total, of_tenant, is_dead, payload)
            values ($1, 'recordings-fetch', (select instance_name from quartz.qrtz_scheduler_state limit 1), 1, now(), case when $3 then now() end,
              case when $3 then 'failed' else 'running' end, case when $3 then 'IOException: no room' end, 1, 10, $2, $3, case when $3 then '{}'::jsonb end)
            """, id, tenant.Id, dead);
        return id;
    }

    private async Task Says(Guid run, DeskTenant tenant, int first, int last) => await browser.Sql(
        "insert into support.job_lines (run_id, n, at, text, of_tenant) select $1, n, now(), 'Recording ' || n || ' copied: 2656044 bytes.', $2 from generate_series($3, $4) n", run, tenant.Id, first, last);
}
