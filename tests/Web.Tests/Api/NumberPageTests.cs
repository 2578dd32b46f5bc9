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
        await Server.Sql("update communications.numbers set reporting = jsonb_set(reporting, '{trouble}', '\"Out of order today.\"') where id = $1", id);
        Assert.Contains("Reports may not come in: Out of order today.", Text(await pages.Get($"/settings/numbers/{id}")), StringComparison.Ordinal);
        var list = Text(await pages.Get("/settings/numbers"));
        Assert.Contains("RingCentral", list, StringComparison.Ordinal);
        Assert.Contains("Reports may not come in", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_grant_that_the_carrier_wants_a_number_is_not_taken()
    {
        var refused = await Assert.ThrowsAsync<FieldRefused>(() => Tenant.AsSystem(new AddNumber.Command(SimulatedCarrier.FreshNumber(), "Second", "ringcentral", "client", "secret")));

        Assert.Equal(("grant", "grant_needed"), (refused.Field, refused.Code));
    }

    private static string Text(Answer answer) => WebUtility.HtmlDecode(answer.Is(200).Text);
}
