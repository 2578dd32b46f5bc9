using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Where a customer is, corrected over HTTP.</summary>
public sealed class CustomerZoneTests(DeskServer server) : ApiTest(server)
{
    [Fact]
    public async Task The_zone_is_corrected_and_shown_with_the_customers_facts()
    {
        var (id, customer) = await Customer(Tenant);

        (await Tenant.Admin.Api.Put($"/api/v1/customers/{customer}/time-zone", new { timeZone = "Asia/Ho_Chi_Minh" })).Is(204);
        Assert.Equal("Asia/Ho_Chi_Minh", (await Facts(Tenant, id))["timeZone"]?.GetValue<string>());

        (await Tenant.Admin.Api.Put($"/api/v1/customers/{customer}/time-zone", new { timeZone = (string?)null })).Is(204);
        Assert.Null((await Facts(Tenant, id))["timeZone"]);
    }

    [Theory]
    [InlineData("en", "Choose a time zone, such as Europe/Berlin.")]
    [InlineData("vi", "Hãy chọn múi giờ, ví dụ Asia/Ho_Chi_Minh.")]
    public async Task A_zone_that_is_not_known_is_refused_at_its_field_in_the_persons_language(string language, string sentence)
    {
        var tenant = await Server.NewTenant(language);
        var (_, customer) = await Customer(tenant);

        var refused = (await tenant.Admin.Api.Put($"/api/v1/customers/{customer}/time-zone", new { timeZone = "Mars/Olympus" })).Is(422, "validation");

        Assert.Equal(["timeZone"], refused.Fields);
        Assert.Equal(sentence, refused["errors"]!["timeZone"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_only_reads_corrects_nothing()
    {
        var (_, customer) = await Customer(Tenant);
        var viewer = await Tenant.Invite(Roles.Viewer);

        (await viewer.Api.Put($"/api/v1/customers/{customer}/time-zone", new { timeZone = "Asia/Ho_Chi_Minh" })).Is(403, "permission_denied");
    }

    private static async Task<(Guid Request, Guid Customer)> Customer(DeskTenant tenant)
    {
        var id = await tenant.Escalated();
        return (id, (await Facts(tenant, id))["id"]!.GetValue<Guid>());
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> Facts(DeskTenant tenant, Guid id) => (await tenant.Admin.Api.Get($"{Escalations}/{id}")).Is(200)["customer"]!;
}
