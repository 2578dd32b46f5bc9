using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Staff;

public sealed class CreatePasswordLinkTests(AppFixture app) : StaffTest(app)
{
    [Fact]
    public async Task A_forgotten_password_is_replaced_with_the_link()
    {
        var email = NewEmail();
        var hana = await Joined(email);

        var made = await As(Desk.Admin).Send(new CreatePasswordLink.Command(hana));
        await As(new CurrentActor { Kind = ActorKind.Customer }).Send(new AcceptInvitation.Command(made.Link, "another long password"));

        Assert.IsType<PasswordCheck.WrongPassword>(await Accounts(a => a.CheckPassword(email, Password, default)));
        Assert.IsType<PasswordCheck.Ok>(await Accounts(a => a.CheckPassword(email, "another long password", default)));
        Assert.True(await Read(db => db.AuditEntries.AnyAsync(a => a.Action == "PasswordLinkCreated" && a.Severity == AuditSeverity.Critical && a.ResourceId == hana)));
    }

    [Fact]
    public async Task No_link_is_given_to_an_account_that_also_works_elsewhere()
    {
        var email = NewEmail();
        var hana = await Joined(email);
        var other = await NewDesk();
        await As(other.Admin).Send(new InviteStaff.Command(email, "Hana Ito", Roles.Staff));

        Assert.Equal("account_shared", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new CreatePasswordLink.Command(hana)))).Code);
        Assert.Equal("account_shared", (await Assert.ThrowsAsync<RuleViolation>(() => As(other.Admin).Send(new CreatePasswordLink.Command(hana)))).Code);
    }

    [Fact]
    public async Task An_administrator_cannot_take_over_an_account_with_power_over_the_platform()
    {
        var hana = await Joined(NewEmail());
        await Accounts(async a =>
        {
            await a.MakeSuperAdmin(hana, "Hana Ito", default);
            return 0;
        });

        Assert.Equal("account_shared", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new CreatePasswordLink.Command(hana)))).Code);
    }

    [Fact]
    public async Task Whoever_left_gets_no_link()
    {
        var hana = await Joined(NewEmail());
        await As(Desk.Admin).Send(new DeactivateStaff.Command(hana));

        Assert.Equal("agent_inactive", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new CreatePasswordLink.Command(hana)))).Code);
    }

    [Fact]
    public async Task Another_tenants_person_is_not_found()
    {
        var other = await NewDesk();

        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Admin).Send(new CreatePasswordLink.Command(other.Agent.Id)));
    }

    [Fact]
    public Task Without_the_permission_it_is_denied() =>
        Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new CreatePasswordLink.Command(Desk.Agent.Id)));

    private async Task<Guid> Joined(string email)
    {
        await Accounts(a => a.Create(email, Password, default));
        return (await As(Desk.Admin).Send(new InviteStaff.Command(email, "Hana Ito", Roles.Staff))).StaffId;
    }
}
