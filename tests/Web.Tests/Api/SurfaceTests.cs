using System.Text.RegularExpressions;
using EscalationCqrs.TestKit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>What holds for the surface as a whole: headers, description, origins.</summary>
public sealed partial class SurfaceTests(DeskServer server) : ApiTest(server)
{
    [Fact]
    public async Task Every_page_forbids_inline_script_and_has_none()
    {
        var chat = await Tenant.StartChat();
        var id = await Tenant.Admin.Claims(await chat.AsksForPerson());
        using var pages = await Tenant.Admin.SignInOnPage();
        foreach (var path in Pages().Append($"/inbox?tab=mine&id={id}").Append($"/chat/{Tenant.Slug}"))
        {
            var page = await pages.Get(path);
            Assert.True(page.Status is 200 or 302 or 400 or 403 or 404, $"{path} answers {page.Status}. {string.Join(' ', Server.Log.Errors)}");
            var csp = page.Headers["Content-Security-Policy"];
            Assert.Contains("script-src 'self'", csp, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", csp, StringComparison.Ordinal);
            Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
            Assert.DoesNotMatch(InlineScript(), page.Text);
            Assert.False(InlineStyle().IsMatch(page.Text), $"{path} has a style within: {InlineStyle().Match(page.Text).Value}");
            Assert.DoesNotMatch(Handler(), page.Text);
        }
    }

    [Fact]
    public async Task The_description_holds_every_route_once_and_no_two_types_share_a_name()
    {
        var document = (await Server.Anyone.Get("/openapi/v1.json")).Is(200).Json!;
        var described = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key.ToUpperInvariant()} {Plain(p.Key)}")).ToHashSet();

        var mapped = Endpoints().Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {Plain(e.RoutePattern.RawText!)}")).ToHashSet();

        Assert.Empty(mapped.Except(described));
        Assert.Empty(document["components"]!["schemas"]!.AsObject().Where(s => Regex.IsMatch(s.Key, @"(^(Command|Query|Result|Body|Row)$)|\d$")).Select(s => s.Key));
    }

    [Fact]
    public async Task Only_the_sites_that_the_tenant_named_may_call_from_a_browser()
    {
        (await Tenant.Admin.Api.Put("/api/v1/settings/widget", new { origins = new[] { "https://shop.example" }, responderEnabled = false })).Is204();
        var path = $"/api/v1/public/{Tenant.Slug}/conversations";

        async Task<string?> Allowed(string origin) => (await Server.Anyone.Call(HttpMethod.Options, path, null,
            ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"))).Headers.GetValueOrDefault("Access-Control-Allow-Origin");

        Assert.Equal("https://shop.example", await Allowed("https://shop.example"));
        Assert.Null(await Allowed("https://evil.example"));
        Assert.Null(await Allowed("http://shop.example"));
        var staff = await Server.Anyone.Call(HttpMethod.Options, Escalations, null, ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "GET"));
        Assert.False(staff.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_site_that_the_tenant_did_not_name_is_told_so_and_can_read_it()
    {
        (await Tenant.Admin.Api.Put("/api/v1/settings/widget", new { origins = new[] { "https://Bücher.example:443" }, responderEnabled = false })).Is204();
        var path = $"/api/v1/public/{Tenant.Slug}";

        Task<Answer> AskedBy(string origin) => Server.Anyone.Call(HttpMethod.Get, path, null, ("Origin", origin));

        foreach (var origin in new[] { "https://evil.example", "http://xn--bcher-kva.example", "null" })
            Assert.Equal("*", (await AskedBy(origin)).Is(403, "origin_not_allowed").Headers["Access-Control-Allow-Origin"]);
        var allowed = (await AskedBy("https://xn--bcher-kva.example")).Is(200);
        Assert.Equal(("*", "Origin"), (allowed.Headers["Access-Control-Allow-Origin"], allowed.Headers["Vary"]));
        Assert.Equal(["name", "locale"], allowed.Json!.AsObject().Select(f => f.Key));
        // Our own pages name no origin.
        (await Server.Anyone.Get(path)).Is(200);
    }

    [Fact]
    public async Task Pages_refuse_forms_without_their_anti_forgery_token()
    {
        var id = await Tenant.Escalated();
        using var pages = await Tenant.Admin.SignInOnPage();

        Assert.Equal(400, (await pages.Call(HttpMethod.Post, $"/inbox/{id}/claim", new FormUrlEncodedContent([]))).Status);

        Assert.Null((await Tenant.Admin.Api.Get($"{Escalations}/{id}"))["assignedTo"]);
    }

    [Fact]
    public async Task A_form_that_a_page_does_not_know_is_not_found()
    {
        using var pages = await Tenant.Admin.SignInOnPage();
        var token = await DeskServer.FormToken(pages, "/inbox");
        foreach (var action in new[] { "/audit", "/recordings/missing?handler=nothing" })
            Assert.Equal((action, 404), (action, (await DeskServer.PostForm(pages, action, token)).Status));
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_for_scripts()
    {
        var page = await Server.Anyone.Get("/inbox");
        Assert.Equal(302, page.Status);
        Assert.StartsWith($"{Server.Address}account/sign-in", page.Headers["Location"], StringComparison.Ordinal);
        using var pages = Server.NewClient(new System.Net.CookieContainer());
        var form = (await pages.Get("/account/sign-in")).Text;
        var token = Regex.Match(form, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        var entered = await pages.Call(HttpMethod.Post, "/account/sign-in", new FormUrlEncodedContent(
            [new("email", Tenant.Admin.Email), new("password", DeskTenant.Password), new("__RequestVerificationToken", token)]));
        Assert.Contains("httponly", entered.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", entered.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
    }

    private IEnumerable<RouteEndpoint> Endpoints() => Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not null);

    /// <summary>Addresses of pages that need no id.</summary>
    private IEnumerable<string> Pages() => Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>() is not null && !e.RoutePattern.RawText!.Contains('{', StringComparison.Ordinal))
        .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Where(p => !p.Contains("sign-out", StringComparison.Ordinal)).Distinct();

    private static string Plain(string pattern) => Regex.Replace(pattern, @":\w+(\(.*?\))?(?=\})", "").TrimEnd('/');

    [GeneratedRegex(@"<script(?![^>]*\bsrc=)[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    [GeneratedRegex(@"<style[\s>]|<[^>]*\sstyle\s*=[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex InlineStyle();

    [GeneratedRegex(@"<[^>]*\son[a-z]+\s*=\s*[""'][^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Handler();
}
