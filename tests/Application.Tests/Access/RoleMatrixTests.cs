using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Access;

/// <summary>Roles belong to the platform, so only this class touches the role Manager, and puts it back.</summary>
public sealed class RoleMatrixTests(AppFixture app) : IntegrationTest(app)
{
    public override Task DisposeAsync() => Root().Send(new SetRolePermissions.Command(Roles.Manager, null));

    [Fact]
    public async Task A_role_can_be_changed_and_restored()
    {
        await Root().Send(new SetRolePermissions.Command(Roles.Manager, [Permissions.Report.Read, Permissions.Inbox.Read]));

        var changed = (await As(Desk.Admin).Send(new GetRoleMatrix.Query())).Roles.Single(r => r.Role == Roles.Manager);
        Assert.Equal((false, true), (changed.IsAsShipped, changed.Permissions.SequenceEqual([Permissions.Inbox.Read, Permissions.Report.Read])));
        Assert.True(await Read(db => db.AuditEntries.AnyAsync(a => a.Action == "RolePermissionsChanged" && a.Severity == AuditSeverity.Critical && a.Code == Roles.Manager)));

        await Root().Send(new SetRolePermissions.Command(Roles.Manager, null));
        Assert.True((await As(Desk.Admin).Send(new GetRoleMatrix.Query())).Roles.Single(r => r.Role == Roles.Manager).IsAsShipped);
    }

    [Fact]
    public async Task The_role_with_power_over_the_platform_keeps_it() =>
        Assert.Equal("last_system_role", (await Assert.ThrowsAsync<RuleViolation>(() => Root().Send(new SetRolePermissions.Command(Roles.SuperAdmin, [Permissions.Inbox.Read])))).Code);

    [Fact]
    public async Task A_role_with_power_over_the_platform_is_given_and_taken_only_by_those_who_hold_it()
    {
        await Root().Send(new SetRolePermissions.Command(Roles.Manager, [Permissions.Settings.System]));

        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new ChangeRole.Command(Desk.Agent.Id, Roles.Manager, "Promotion")));
        await As(Desk.Admin, Permissions.User.Edit, Permissions.Settings.System).Send(new ChangeRole.Command(Desk.Agent.Id, Roles.Manager, "Promotion"));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new ChangeRole.Command(Desk.Agent.Id, Roles.Viewer, "Coup")));

        Assert.Equal(Roles.Manager, (await Read(db => db.Staff.SingleAsync(s => s.Id == Desk.Agent.Id))).Role);
    }

    [Theory]
    [InlineData("Emperor", Permissions.Inbox.Read)]
    [InlineData(Roles.Manager, "campaign:send")]
    [InlineData(Roles.Manager, Permissions.Bot.Reply)]
    [InlineData(Roles.SuperAdmin, Permissions.Platform.Enter)]
    public Task Unknown_roles_and_what_no_role_can_hold_are_refused(string role, string permission) =>
        Assert.ThrowsAsync<ValidationException>(() => Root().Send(new SetRolePermissions.Command(role, [permission])));

    [Fact]
    public async Task Without_the_permission_it_is_denied()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new SetRolePermissions.Command(Roles.Manager, [])));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new GetRoleMatrix.Query()));
    }

    private Sender Root() => As(Desk.Admin, Permissions.Settings.System);
}
