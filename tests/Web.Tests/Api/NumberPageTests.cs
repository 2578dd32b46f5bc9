using System.Net;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>A number of the second carrier on its page.</summary>
public sealed class NumberPageTests(DeskServer server) : ApiTest(server)
{
    [Fact]
    public async Task The_page_names_the_carriers_own_credentials_and_tells_how_its_reports_stand()
    {
        var id = await Tenant.AddExtension();
        using var pages = await Tenant.Admin.SignInOnPage();

        var before = Text(await pages.Get($"/settings/numbers/{id}"));
        Assert.Contains("Not ordered yet.", before, StringComparison.Ordinal);
        Assert.Contains("Client secret", before, StringComparison.Ordinal);
        Assert.DoesNotContain("Auth token", before, StringComparison.Ordinal);
        Assert.DoesNotContain("Menu for callers", before, StringComparison.Ordinal);
        await Tenant.AsSystem(new ConnectNumber.Command(id));
        Assert.Contains("Reports come in", Text(await pages.Get($"/settings/numbers/{id}")), StringComparison.Ordinal);
        // The desk looks after a new order at once, and finds it in order.
        await Eventually.Passes(async () =>
        {
            await Server.Sql("update communications.numbers set reporting = jsonb_set(reporting, '{trouble}', '\"Out of order today.\"') where id = $1", id);
            Assert.Contains("Reports may not come in: Out of order today.", Text(await pages.Get($"/settings/numbers/{id}")), StringComparison.Ordinal);
            var list = Text(await pages.Get("/settings/numbers"));
            Assert.Contains("RingCentral", list, StringComparison.Ordinal);
            Assert.Contains("Reports may not come in", list, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Without_the_grant_that_the_carrier_wants_a_number_is_not_taken()
    {
        var refused = await Assert.ThrowsAsync<FieldRefused>(() => Tenant.AsSystem(new AddNumber.Command(SimulatedCarrier.FreshNumber(), "Second", "ringcentral", "client", "secret")));

        Assert.Equal(("grant", "grant_needed"), (refused.Field, refused.Code));
    }

    [Fact]
    public async Task The_menu_for_callers_is_set_on_the_numbers_page_by_those_who_hold_the_settings()
    {
        await Tenant.Connect();
        var number = (Guid)(await Server.Sql("select id from communications.numbers where tenant_id = $1", Tenant.Id))!;
        var team = (await Tenant.Admin.Api.Post("/api/v1/teams", new { name = "Billing" })).Is(201).Id("teamId");
        (string, string)[] menu = [("greeting", "Welcome to the shop."), ("keys", "1"), ("words", "for billing"), ("teams", $"{team}")];
        using var pages = await Tenant.Admin.SignInOnPage();

        Assert.Equal(302, (await DeskServer.PostForm(pages, $"/settings/numbers/{number}", $"/settings/numbers/{number}?handler=menu", menu)).Status);

        var page = Text(await pages.Get($"/settings/numbers/{number}"));
        Assert.Contains("Welcome to the shop.", page, StringComparison.Ordinal);
        Assert.Contains("value=\"for billing\"", page, StringComparison.Ordinal);
        var refused = await DeskServer.PostForm(pages, $"/settings/numbers/{number}", $"/settings/numbers/{number}?handler=menu", ("greeting", "Welcome."), ("keys", "1"), ("words", ""), ("teams", ""));
        Assert.NotEqual(302, refused.Status);

        var agent = await Tenant.Invite(EscalationCqrs.Application.Access.Roles.Staff);
        using var theirs = await agent.SignInOnPage();
        Assert.Equal(403, (await theirs.Get($"/settings/numbers/{number}")).Status);
        Assert.Equal(403, (await DeskServer.PostForm(theirs, "/account/profile", $"/settings/numbers/{number}?handler=menu", [("greeting", "Hacked."), .. menu[1..]])).Status);
        Assert.Contains("Welcome to the shop.", (string)(await Server.Sql("select voice_menu::text from communications.numbers where id = $1", number))!, StringComparison.Ordinal);
    }

    private static string Text(Answer answer) => WebUtility.HtmlDecode(answer.Is(200).Text);
}
