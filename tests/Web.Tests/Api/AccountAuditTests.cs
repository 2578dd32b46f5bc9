using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>What people do with their accounts is in the audit log of the tenant they belong to.</summary>
public sealed class AccountAuditTests(DeskServer server) : ApiTest(server)
{
    [Fact]
    public async Task Accepting_an_invitation_and_signing_in_are_audited_and_a_wrong_password_is_not()
    {
        var agent = await Tenant.Invite(Roles.Staff, "Noor Haddad");
        await Server.Anyone.Post("/api/v1/auth/login", new { email = agent.Email, password = "not-the-password", tenant = Tenant.Slug });

        var entries = (await Tenant.Admin.Api.Get($"/api/v1/audit?actorId={agent.Id}")).Is(200)["items"]!.AsArray();

        Assert.Equal(["AcceptInvitation", "SignIn"], entries.Select(e => e!["action"]!.GetValue<string>()).Order());
        Assert.All(entries, e => Assert.Equal(("succeeded", "Noor Haddad", agent.Id), (e!["outcome"]!.GetValue<string>(), e["actorName"]!.GetValue<string>(), e["resourceId"]!.GetValue<Guid>())));
    }
}
