using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Whose address counts is what the nearest proxy saw, never what the client claims beside it.</summary>
public sealed class ProxyTests(ProxyTests.TrustingServer server) : IClassFixture<ProxyTests.TrustingServer>
{
    /// <summary>Trusts whatever proxy is in front of it, as in a container.</summary>
    public sealed class TrustingServer : DeskServer
    {
        protected override IEnumerable<(string, string)> Settings() => [("ForwardedHeaders_Enabled", "true"), ("Desk:PublicBaseUrl", "https://desk.example.test")];
    }

    [Fact]
    public async Task An_address_that_the_client_wrote_is_not_believed()
    {
        var tenant = await server.NewTenant();

        (await server.Anyone.Call(HttpMethod.Post, $"/api/v1/public/{tenant.Slug}/conversations", Bodies.Json("{}"), ("X-Forwarded-For", "203.0.113.9, 198.51.100.7"))).Is(201);

        Assert.Equal("198.51.100.7", await server.Sql("select ip_address from support.audit_entries where tenant_id = $1 and action = 'StartConversation'", tenant.Id));
    }

    [Fact]
    public async Task Browsers_are_told_to_come_back_over_TLS_only() =>
        Assert.Equal("max-age=31536000", (await server.Anyone.Get("/account/sign-in")).Is(200).Headers["Strict-Transport-Security"]);
}
