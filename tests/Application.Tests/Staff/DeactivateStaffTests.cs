using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Staff;

public sealed class DeactivateStaffTests(AppFixture app) : StaffTest(app)
{
    private StaffMember _hana = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var invited = await As(Desk.Admin).Send(new InviteStaff.Command(NewEmail(), "Hana Ito", Roles.Staff));
        _hana = await Read(db => db.Staff.SingleAsync(s => s.Id == invited.StaffId));
    }

    [Fact]
    public async Task Open_work_goes_back_to_the_queue_and_access_ends()
    {
        var mine = await Saved(An.OpenEscalation() with { Owner = _hana });
        var others = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        var stamp = (await Accounts(a => a.Find(_hana.Id, default)))!.SecurityStamp;

        var result = await As(Desk.Admin).Send(new DeactivateStaff.Command(_hana.Id));

        Assert.Equal(1, result.Released);
        var after = await Read(db => db.Escalations.SingleAsync(e => e.Id == mine.Id));
        Assert.Equal((EscalationState.Pending, null), (after.State, after.OwnerId));
        Assert.NotNull((await Read(db => db.Assignments.SingleAsync(a => a.EscalationId == mine.Id))).ToAt);
        Assert.Equal(Desk.Agent.Id, (await Read(db => db.Escalations.SingleAsync(e => e.Id == others.Id))).OwnerId);
        Assert.False((await Read(db => db.Staff.SingleAsync(s => s.Id == _hana.Id))).IsActive);
        Assert.NotEqual(stamp, (await Accounts(a => a.Find(_hana.Id, default)))!.SecurityStamp);
        Assert.True(await Read(db => db.AuditEntries.AnyAsync(a => a.Action == "StaffDeactivated" && a.Severity == AuditSeverity.Critical && a.ResourceId == _hana.Id)));
    }

    [Fact]
    public async Task Whoever_comes_back_has_the_role_they_had()
    {
        await As(Desk.Admin).Send(new DeactivateStaff.Command(_hana.Id));
        await As(Desk.Admin).Send(new ReactivateStaff.Command(_hana.Id));

        var back = await Read(db => db.Staff.SingleAsync(s => s.Id == _hana.Id));
        Assert.Equal((true, Roles.Staff, Presence.Offline, null), (back.IsActive, back.Role, back.Presence, back.DeactivatedAt));
    }

    [Fact]
    public async Task A_second_time_changes_nothing()
    {
        await As(Desk.Admin).Send(new DeactivateStaff.Command(_hana.Id));
        var before = await Read(db => db.AuditEntries.CountAsync());

        Assert.Equal(0, (await As(Desk.Admin).Send(new DeactivateStaff.Command(_hana.Id))).Released);

        Assert.Equal(before, await Read(db => db.AuditEntries.CountAsync()));
    }

    [Fact]
    public async Task Nobody_deactivates_themselves() =>
        Assert.Equal("own_account", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new DeactivateStaff.Command(Desk.Admin.Id)))).Code);

    [Fact]
    public async Task Another_tenants_person_is_not_found()
    {
        var other = await NewDesk();

        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Admin).Send(new DeactivateStaff.Command(other.Agent.Id)));
    }

    [Fact]
    public async Task Without_the_permission_it_is_denied()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new DeactivateStaff.Command(_hana.Id)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new ReactivateStaff.Command(_hana.Id)));
    }
}
