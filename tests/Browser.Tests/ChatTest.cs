using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;
using Microsoft.Playwright;

namespace EscalationCqrs.Browser.Tests;

/// <summary>The two places where customers meet the chat.</summary>
public enum Place
{
    /// <summary>On a page of another site.</summary>
    Widget,

    /// <summary>On the desk's own page for it.</summary>
    Page,
}

/// <summary>A test of the chat, in a tenant of its own; what it opened is closed after it.</summary>
[Collection(OneBrowser.Name)]
public abstract class ChatTest(Browser browser) : IAsyncLifetime
{
    protected const string Reason = "My parcel has not arrived yet";

    private readonly Stack<Func<Task>> _opened = [];

    protected Browser Browser { get; } = browser;

    protected DeskTenant Tenant { get; private set; } = null!;

    public async Task InitializeAsync() => Tenant = await Browser.NewTenant();

    public async Task DisposeAsync()
    {
        while (_opened.TryPop(out var close))
            await close();
    }

    /// <summary>Opens the chat.</summary>
    /// <param name="desk">The address under which the browser reaches the desk; null means the plain one.</param>
    private protected async Task<ChatPage> Visit(Place place, int width = 1440, string language = "en", string attributes = "", Uri? desk = null)
    {
        var page = await OpenPage(width);
        desk ??= Browser.Address;
        if (place == Place.Page)
        {
            await page.GotoAsync($"{desk}chat/{Tenant.Slug}?locale={language}");
            return new ChatPage(page);
        }

        var shop = await OpenShop(new(language, attributes), desk);
        await Allow(shop);
        await page.GotoAsync(shop.Origin);
        var chat = new ChatPage(page);
        await chat.OpenButton.ClickAsync();
        return chat;
    }

    protected async Task<IPage> OpenPage(int width = 1440)
    {
        var page = await Browser.Open(width);
        _opened.Push(() => page.Context.CloseAsync());
        return page;
    }

    private protected async Task<Shop> OpenShop(Shop.Choices choices, Uri? desk = null, string? tenant = null)
    {
        var shop = await Shop.Open(desk ?? Browser.Address, tenant ?? Tenant.Slug, choices);
        _opened.Push(() => shop.DisposeAsync().AsTask());
        return shop;
    }

    private protected async Task Allow(params Shop[] shops) =>
        (await Tenant.Admin.Api.Put("/api/v1/settings/widget", new { origins = shops.Select(s => s.Origin), responderEnabled = true })).IsDone();

    /// <summary>The browser's way to the desk, for tests that cut it.</summary>
    protected CuttableLink OpenLink()
    {
        var link = CuttableLink.To(Browser.Address.Host, Browser.Address.Port);
        _opened.Push(() => link.DisposeAsync().AsTask());
        return link;
    }

    protected Task<DeskTenant.Person> Agent(string name = "Noor Haddad") => Tenant.Invite(Roles.Staff, name);

    /// <summary>The request that was made last.</summary>
    protected async Task<Guid> LatestRequest() =>
        (Guid)(await Browser.Sql("select id from support.escalations where tenant_id = $1 order by requested_at desc limit 1", Tenant.Id))!;

    protected static async Task Answers(DeskTenant.Person agent, Guid request, string text) =>
        (await agent.Api.Post($"/api/v1/escalations/{request}/messages", new { channel = "chat", text })).Is(201);

    protected static async Task Resolves(DeskTenant.Person agent, Guid request) =>
        (await agent.Api.Post($"/api/v1/escalations/{request}/resolve", new { resolutionNotes = "Sent again", resumeBot = true })).Is(200);
}
