using System.Net.Http.Headers;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Platform;

namespace EscalationCqrs.TestKit;

/// <summary>An administrator of the platform of a running server, who is in no tenant yet.</summary>
public sealed class PlatformAdministrator
{
    private PlatformAdministrator(DeskServer server, Guid id, string name, string email) => (Server, Id, Name, Email, Api) = (server, id, name, email, server.NewClient());

    public DeskServer Server { get; }

    public Guid Id { get; }

    public string Name { get; }

    public string Email { get; }

    /// <summary>Signed in, outside of all tenants.</summary>
    public HttpClient Api { get; }

    public static async Task<PlatformAdministrator> Create(DeskServer server, string name = "Root Operator")
    {
        var email = $"root-{Guid.NewGuid().ToString("n")[..10]}@platform.test";
        var made = await server.Send(CurrentActor.System(Guid.Empty), new CreatePlatformAdministrator.Command(email, name));
        (await server.Anyone.Post("/api/v1/auth/invitations/accept", new { link = made.Link, password = DeskTenant.Password })).Is(200);
        var administrator = new PlatformAdministrator(server, made.AccountId, name, email);
        Authorise(administrator.Api, (await server.Anyone.Post("/api/v1/auth/login", new { email, password = DeskTenant.Password })).Is(200));
        return administrator;
    }

    public Task<Answer> AsksToEnter(DeskTenant tenant, object body) => Api.Post($"/api/v1/platform/tenants/{tenant.Slug}/enter", body);

    /// <summary>A client that is inside the tenant.</summary>
    public async Task<HttpClient> Enters(DeskTenant tenant, string reason = "Looking into a report", int? minutes = null)
    {
        var inside = Server.NewClient();
        Authorise(inside, (await AsksToEnter(tenant, new { reason, minutes })).Is(200));
        return inside;
    }

    public Task<HttpClient> SignInOnPage() => Server.SignInOnPage(Email);

    private static void Authorise(HttpClient client, Answer tokens) =>
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.String("accessToken"));
}
