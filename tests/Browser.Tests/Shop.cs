using System.Text.RegularExpressions;
using EscalationCqrs.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Browser.Tests;

/// <summary>
/// Somebody's web site: another origin, under the strictest policy that the documentation says is enough, with the one script tag of the chat.
/// </summary>
internal sealed partial class Shop : IAsyncDisposable
{
    private readonly WebApplication _site;

    private Shop(WebApplication site, string origin) => (_site, Origin) = (site, origin);

    public string Origin { get; }

    /// <summary>What the site's owner chooses.</summary>
    /// <param name="Attributes">Further attributes of the script tag.</param>
    /// <param name="Css">Its style sheet.</param>
    /// <param name="Chat">Whether the script tag of the chat is there at all.</param>
    public sealed record Choices(string Language = "en", string Attributes = "", string Css = "", bool Chat = true);

    /// <param name="desk">The address under which the site knows the desk.</param>
    public static async Task<Shop> Open(Uri desk, string tenant, Choices choices)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var site = builder.Build();
        var origin = $"http://127.0.0.1:{LoopbackPort.Free()}";
        site.Urls.Add(origin);
        var policy = $"{DocumentedPolicy(desk)}; style-src 'self'";
        var chat = choices.Chat ? $"<script src=\"{desk}widget.js\" data-tenant=\"{tenant}\" {choices.Attributes} async></script>" : "";
        var page = $"""
            <!doctype html>
            <html lang="{choices.Language}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Garden shop</title>
            <link rel="stylesheet" href="/shop.css"></head>
            <body>
            <main><h1>Garden shop</h1><p>Everything for your <b>garden</b>.</p>
            <form><label>Search <input id="search"></label> <button type="button">Find</button></form>
            <div><textarea aria-label="Review"></textarea></div></main>
            {chat}
            </body></html>
            """;
        site.MapGet("/", (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = policy;
            return Results.Content(page, "text/html; charset=utf-8");
        });
        site.MapGet("/shop.css", () => Results.Content(choices.Css, "text/css"));
        await site.StartAsync();
        return new Shop(site, origin);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.StopAsync();
        await _site.DisposeAsync();
    }

    /// <summary>The header that the documentation says is enough.</summary>
    private static string DocumentedPolicy(Uri desk)
    {
        var found = PolicyLine().Match(File.ReadAllText(Path.Combine(DeskServer.Root, "docs", "widget.md")));
        Assert.True(found.Success, "docs/widget.md names the content security policy that is enough for the widget.");
        return found.Groups[1].Value.Replace("https://desk.example", desk.ToString().TrimEnd('/'), StringComparison.Ordinal);
    }

    [GeneratedRegex("^Content-Security-Policy: (.+)$", RegexOptions.Multiline)]
    private static partial Regex PolicyLine();
}
