using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Staff;

public sealed class ChangeRoleTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task The_colleague_has_the_new_role_and_the_audit_log_has_the_reason()
    {
        await As(Desk.Admin).Send(new ChangeRole.Command(Desk.Agent.Id, Roles.Supervisor, "Leads the late shift"));

        Assert.Equal(Roles.Supervisor, (await Read(db => db.Staff.SingleAsync(s => s.Id == Desk.Agent.Id))).Role);
        var entries = await Read(db => db.AuditEntries.ToListAsync());
        Assert.Contains(entries, e => (e.Action, e.Severity, e.Code) == ("RoleChanged", AuditSeverity.Critical, "Leads the late shift"));
        Assert.Contains(entries, e => e.Action == nameof(ChangeRole) && e.Changes.Contains("Supervisor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_role_again_writes_nothing()
    {
        await As(Desk.Admin).Send(new ChangeRole.Command(Desk.Agent.Id, Roles.Staff, "By mistake"));

        Assert.Empty(await Read(db => db.AuditEntries.ToListAsync()));
    }

    [Fact]
    public async Task Nobody_changes_their_own_role() =>
        Assert.Equal("own_role", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new ChangeRole.Command(Desk.Admin.Id, Roles.Viewer, "Holiday")))).Code);

    [Theory]
    [InlineData(Roles.Viewer, "", "Reason")]
    [InlineData("Emperor", "Because", "Role")]
    [InlineData(Roles.SuperAdmin, "Because", "Role")]
    public async Task Unusable_input_names_its_field(string role, string reason, string field)
    {
        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(new ChangeRole.Command(Desk.Agent.Id, role, reason)));
        Assert.Equal(field, Assert.Single(invalid.Errors).PropertyName);
    }

    [Fact]
    public async Task Another_tenants_person_is_not_found()
    {
        var other = await NewDesk();

        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Admin).Send(new ChangeRole.Command(other.Agent.Id, Roles.Viewer, "Because")));
    }

    [Fact]
    public Task Without_the_permission_it_is_denied() =>
        Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new ChangeRole.Command(Desk.Agent.Id, Roles.Viewer, "Because")));
}
