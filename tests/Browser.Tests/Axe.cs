using System.Text.Json;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;

namespace EscalationCqrs.Browser.Tests;

/// <summary>What axe-core objects to on a page as it now stands, shadow trees included, and whether it is wider than the screen.</summary>
internal static class Axe
{
    private static readonly string Source = File.ReadAllText(Path.Combine(DeskServer.Root, "node_modules", "axe-core", "axe.min.js"));

    /// <param name="where">Names the page or its state in what is returned.</param>
    public static async Task<IEnumerable<string>> Objections(IPage page, string where)
    {
        // Through the debugger's door: the page's own policy forbids foreign scripts.
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Runtime.evaluate", new() { ["expression"] = Source });
        var answer = await session.SendAsync("Runtime.evaluate", new()
        {
            ["expression"] = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(r => JSON.stringify(r.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).slice(0, 4).join(', ')}`)))",
            ["awaitPromise"] = true, ["returnByValue"] = true,
        });
        await session.DetachAsync();
        var objections = JsonSerializer.Deserialize<string[]>(answer!.Value.GetProperty("result").GetProperty("value").GetString()!)!;
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return objections.Concat(overflow > 0 ? [$"{overflow} px wider than the screen"] : []).Select(o => $"{where}: {o}");
    }
}
