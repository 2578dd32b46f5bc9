using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>The table of roles over HTTP: for each role, what passes the door and what does not.</summary>
public sealed class RoleTests(DeskServer server) : ApiTest(server)
{
    private enum Do { ReadInbox, Claim, Assign, ReadStaff, ManageTeams, ManageFaq, InviteUsers, ReadSettings, MakeTokens, ChangeRoles, ReadStats, ReadReports, ReadAudit }

    private static readonly Dictionary<string, Do[]> Allowed = new()
    {
        // Is no member of staff and does not stay, so no work is theirs and no key.
        [Roles.SuperAdmin] = [.. Enum.GetValues<Do>().Except([Do.Claim, Do.MakeTokens])],
        [Roles.Admin] = [Do.ReadInbox, Do.Claim, Do.Assign, Do.ReadStaff, Do.ManageTeams, Do.ManageFaq, Do.InviteUsers, Do.ReadSettings, Do.MakeTokens, Do.ReadStats, Do.ReadReports, Do.ReadAudit],
        [Roles.Manager] = [Do.ReadStats, Do.ReadReports, Do.ReadAudit],
        [Roles.Supervisor] = [Do.ReadInbox, Do.Claim, Do.Assign, Do.ReadStaff, Do.ReadStats],
        [Roles.Staff] = [Do.ReadInbox, Do.Claim, Do.ReadStaff],
        [Roles.Viewer] = [Do.ReadInbox, Do.ReadStaff, Do.ReadStats],
    };

    public static TheoryData<string> AllRoles => [.. Roles.Defaults.Keys];

    [Theory]
    [MemberData(nameof(AllRoles))]
    public async Task A_role_may_do_what_the_table_says_and_nothing_else(string role)
    {
        var person = await Tenant.Invite(role);
        var target = await Tenant.Escalated();
        foreach (var act in Enum.GetValues<Do>())
        {
            var answer = await Try(act, person, target);
            if (Allowed[role].Contains(act))
                Assert.True(answer.Status < 300, $"{role} should be allowed to {act}, but got {answer.Status}: {answer.Text}");
            else
                answer.Is(403, role != Roles.SuperAdmin ? "permission_denied" : act == Do.Claim ? "membership_needed" : "outlives_visit");
        }
    }

    [Fact]
    public async Task What_a_role_was_refused_is_in_the_audit_log()
    {
        var viewer = await Tenant.Invite(Roles.Viewer);
        (await viewer.Api.Post($"{Escalations}/{await Tenant.Escalated()}/claim")).Is(403, "permission_denied");

        Assert.Equal(1L, await Server.Sql("select count(*) from support.audit_entries where tenant_id = $1 and action = 'ClaimEscalation' and outcome = 'denied'", Tenant.Id));
    }

    private static Task<Answer> Try(Do act, DeskTenant.Person person, Guid target) => act switch
    {
        Do.ReadInbox => person.Api.Get(Escalations),
        Do.Claim => person.Api.Post($"{Escalations}/{target}/claim"),
        Do.Assign => person.Api.Post($"{Escalations}/{target}/reassign", new { userId = person.Tenant.Admin.Id, reason = "Table of roles" }),
        Do.ReadStaff => person.Api.Get("/api/v1/staff"),
        Do.ManageTeams => person.Api.Post("/api/v1/teams", new { name = $"Team of {person.Role}" }),
        Do.ManageFaq => person.Api.Post("/api/v1/faq-entries", new { locale = "en", question = $"Who is {person.Role}?", answer = "A role." }),
        Do.InviteUsers => person.Api.Post("/api/v1/users", new { email = $"new-{Guid.NewGuid():n}@{person.Tenant.Slug}.test", name = "New Person", role = Roles.Viewer }),
        Do.ReadSettings => person.Api.Get("/api/v1/settings"),
        Do.MakeTokens => person.Api.Post("/api/v1/api-tokens", new { name = $"Key of {person.Role}", permissions = new[] { "inbox:read" } }),
        Do.ChangeRoles => person.Api.Put("/api/v1/roles/Viewer", new { permissions = (string[]?)null }),
        Do.ReadStats => person.Api.Get($"{Escalations}/stats"),
        Do.ReadReports => person.Api.Get("/api/v1/reports/sla"),
        Do.ReadAudit => person.Api.Get("/api/v1/audit"),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };
}
