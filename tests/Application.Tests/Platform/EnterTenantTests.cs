using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Platform;

public sealed class EnterTenantTests(AppFixture app) : PlatformTest(app)
{
    [Fact]
    public async Task The_visit_is_a_row_of_the_tenant_and_its_audit_names_who_and_why()
    {
        var root = await Administrator();

        var entered = await Enters(root, Desk, minutes: 90);

        var visit = await Read(db => db.PlatformVisits.SingleAsync());
        Assert.Equal((entered.VisitId, root.Id!.Value, "Root Operator", Reason), (visit.Id, visit.AccountId, visit.AccountName, visit.Reason));
        Assert.Equal((Clock.Now, Clock.Now.AddMinutes(90), (DateTimeOffset?)null), (visit.FromAt, visit.UntilAt, visit.LeftAt));
        var entry = await Read(db => db.AuditEntries.SingleAsync(e => e.Action == "TenantEntered"));
        Assert.Equal((ActorKind.Platform, root.Id, "Root Operator", AuditSeverity.Warning, AuditOutcome.Succeeded, Reason, visit.Id),
            (entry.ActorKind, entry.ActorId, entry.ActorName, entry.Severity, entry.Outcome, entry.Code, entry.ResourceId));
    }

    [Fact]
    public async Task It_is_for_an_hour_unless_something_else_is_said() =>
        Assert.Equal(Clock.Now.AddHours(1), (await Enters(await Administrator(), Desk)).UntilAt);

    [Theory]
    [InlineData("")]
    [InlineData("too short")]
    [InlineData("   too short   ")]
    public async Task Without_a_reason_nobody_enters(string reason)
    {
        var root = AtTheDoor(await Administrator(), Desk.Tenant.Id);

        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(root).Send(new EnterTenant.Command(reason)));

        Assert.Equal("Reason", Assert.Single(invalid.Errors).PropertyName);
        Assert.False(await Read(db => db.PlatformVisits.AnyAsync()));
        Assert.True(await Read(db => db.AuditEntries.AnyAsync(e => e.Action == "EnterTenant" && e.Outcome == AuditOutcome.Invalid && e.ActorId == root.Id)));
    }

    [Fact]
    public async Task Nobody_enters_for_longer_than_eight_hours()
    {
        var root = await Administrator();
        Assert.Equal("visit_length", (await Assert.ThrowsAsync<FieldRefused>(() => Enters(root, Desk, minutes: 481))).Code);
        Assert.Equal(Clock.Now.AddHours(8), (await Enters(root, Desk, minutes: 480)).UntilAt);
    }

    [Fact]
    public async Task A_tenants_own_administrator_is_denied_and_the_try_is_audited()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new EnterTenant.Command(Reason)));

        Assert.False(await Read(db => db.PlatformVisits.AnyAsync()));
        Assert.True(await Read(db => db.AuditEntries.AnyAsync(e => e.Action == "EnterTenant" && e.Outcome == AuditOutcome.Denied && e.ActorId == Desk.Admin.Id)));
    }

    [Fact]
    public async Task From_inside_one_tenant_nobody_enters_another_or_sees_which_there_are()
    {
        var root = await Administrator();
        var inside = await Inside(root, await Enters(root, Desk));

        await Assert.ThrowsAsync<PermissionDenied>(() => As(inside!).Send(new EnterTenant.Command(Reason)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(inside!).Send(new ListTenants.Query()));
    }

    [Fact]
    public async Task The_role_of_the_web_can_neither_remove_a_visit_nor_change_anything_but_its_leaving()
    {
        var user = new Npgsql.NpgsqlConnectionStringBuilder(App.Database.App).Username!;
        Assert.Equal(false, await Sql("select has_table_privilege($1, 'support.platform_visits', 'delete')", user));
        Assert.Equal("left_at", await Sql("""
            select string_agg(attname, ',') from pg_attribute
            where attrelid = 'support.platform_visits'::regclass and attnum > 0 and has_column_privilege($1, attrelid, attname, 'update')
            """, user));
    }
}
