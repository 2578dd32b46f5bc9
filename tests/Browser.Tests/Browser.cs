using EscalationCqrs.TestKit;
using Microsoft.Playwright;

namespace EscalationCqrs.Browser.Tests;

/// <summary>The machine's Chromium and one running desk, for all tests of this project.</summary>
public sealed class Browser : DeskServer
{
    public const string Variable = "DESK_TEST_CHROMIUM", ResultsVariable = "DESK_TEST_RESULTS", PicturesVariable = "DESK_TEST_PICTURES";

    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : "/usr/bin/chromium",
            // Chromium's sandbox refuses to run as root, as tests in containers do.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    public override async Task DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.CloseAsync();
        _playwright?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>A browser of its own: cookies and storage are shared with nobody.</summary>
    public async Task<IPage> Open(int width = 1440, int height = 900, string locale = "en-US")
    {
        var context = await _chromium!.NewContextAsync(new() { BaseURL = Address.ToString(), ViewportSize = new() { Width = width, Height = height }, Locale = locale, TimezoneId = "UTC", ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(20_000);
        var page = await context.NewPageAsync();
        Assertions.SetDefaultExpectTimeout(20_000);
        return page;
    }

    public static Task SignIn(IPage page, DeskTenant.Person person) => SignIn(page, person.Email);

    public static async Task SignIn(IPage page, string email)
    {
        await page.GotoAsync("/account/sign-in");
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync(DeskTenant.Password);
        await page.Locator("form button.btn-primary").ClickAsync();
        await Assertions.Expect(page).Not.ToHaveURLAsync(new System.Text.RegularExpressions.Regex("sign-in"));
    }

    /// <summary>Keeps a picture for people who want to judge how it looks; only if a folder for it is named.</summary>
    public static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }

    /// <summary>Keeps a picture of every page where a test fails, and what the pages asked for and complained about.</summary>
    public static async Task Watched(Func<Task> story, params IPage[] pages)
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        foreach (var (page, i) in pages.Select((p, i) => (p, i)))
        {
            page.Console += (_, said) => seen.Enqueue($"{i} console {said.Type}: {said.Text}");
            page.PageError += (_, error) => seen.Enqueue($"{i} error: {error}");
            page.Response += (_, answer) => seen.Enqueue($"{i} {DateTime.UtcNow:mm:ss.fff} {answer.Request.Method} {new Uri(answer.Url).AbsolutePath} {answer.Status}");
            page.RequestFailed += (_, request) => seen.Enqueue($"{i} {DateTime.UtcNow:mm:ss.fff} {request.Method} {new Uri(request.Url).AbsolutePath} {request.Failure}");
        }

        try
        {
            await story();
        }
        catch
        {
            var folder = Environment.GetEnvironmentVariable(ResultsVariable) is { Length: > 0 } chosen ? chosen : Path.Combine(AppContext.BaseDirectory, "pictures");
            Directory.CreateDirectory(folder);
            await File.WriteAllLinesAsync(Path.Combine(folder, $"failed-{DateTime.UtcNow:HHmmss}.txt"), seen);
            for (var i = 0; i < pages.Length; i++)
                await pages[i].ScreenshotAsync(new() { Path = Path.Combine(folder, $"failed-{DateTime.UtcNow:HHmmss}-{i}.png"), FullPage = true });
            throw;
        }
    }
}

[CollectionDefinition(Name)]
public sealed class OneBrowser : ICollectionFixture<Browser>
{
    public const string Name = "One browser";
}
