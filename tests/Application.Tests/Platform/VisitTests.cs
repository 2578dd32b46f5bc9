using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.ApiTokens;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Platform;

/// <summary>What a platform administrator is, and can do, inside a tenant.</summary>
public sealed class VisitTests(AppFixture app) : PlatformTest(app)
{
    [Fact]
    public async Task Inside_they_hold_what_the_role_SuperAdmin_permits()
    {
        var root = await Administrator();

        var inside = (await Inside(root, await Enters(root, Desk)))!;

        Assert.Equal(Roles.Defaults[Roles.SuperAdmin].Order(), inside.Permissions.Order());
        Assert.Equal((Desk.Tenant.Id, root.Id, "Root Operator"), (inside.TenantId, inside.Id, inside.Name));
    }

    [Fact]
    public async Task When_the_time_is_over_they_are_outside()
    {
        var root = await Administrator();
        var visit = await Enters(root, Desk, minutes: 30);

        Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Inside(root, visit));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Inside(root, visit));
    }

    [Fact]
    public async Task A_visit_is_good_for_its_own_tenant_and_its_own_visitor_only()
    {
        var (root, other) = (await Administrator(), await Administrator());
        var elsewhere = await NewDesk();
        var visit = await Enters(root, Desk);

        Assert.Null(await Inside(root, visit with { TenantId = elsewhere.Tenant.Id }));
        Assert.Null(await Inside(other, visit));
        Assert.Null(await Everywhere.Staff(Desk.Tenant.Id, root.Id!.Value, default));
    }

    [Fact]
    public async Task Whoever_loses_the_power_over_the_platform_is_outside_at_once()
    {
        var email = NewEmail();
        var root = await Administrator(email);
        var visit = await Enters(root, Desk);

        await As(CurrentActor.System(Guid.Empty)).Send(new RemovePlatformAdministrator.Command(email));

        Assert.Null(await Inside(root, visit));
        Assert.Null(await Everywhere.PlatformAdministrator(root.Id!.Value, default));
    }

    [Fact]
    public async Task A_disabled_account_is_outside_too()
    {
        var root = await Administrator();
        var visit = await Enters(root, Desk);

        await Accounts(async a =>
        {
            await a.Disable(root.Id!.Value, default);
            return 0;
        });

        Assert.Null(await Inside(root, visit));
        Assert.Null(await Everywhere.PlatformAdministrator(root.Id!.Value, default));
    }

    [Fact]
    public async Task Inside_one_tenant_nothing_of_another_is_found()
    {
        var root = await Administrator();
        var mine = await Saved(An.OpenEscalation());
        var elsewhere = await NewDesk();
        var inside = (await Inside(root, await Enters(root, elsewhere)))!;

        await Assert.ThrowsAsync<NotFound>(() => As(inside).Send(new GetEscalation.Query(mine.Id)));
        await Assert.ThrowsAsync<NotFound>(() => As(inside).Send(new AddNote.Command(mine.Id, "Hello")));
        Assert.Empty((await As(inside).Send(new ListEscalations.Query(new()))).Items);
        Assert.DoesNotContain((await As(inside).Send(new ListStaff.Query())).Staff, s => s.Id == Desk.Admin.Id);
    }

    [Fact]
    public async Task Their_acts_are_audited_in_that_tenant_under_their_name()
    {
        var root = await Administrator();
        var escalation = await Saved(An.OpenEscalation());
        var inside = (await Inside(root, await Enters(root, Desk)))!;

        await As(inside).Send(new AddNote.Command(escalation.Id, "Seen from the platform"));
        await As(inside).Send(new AssignEscalation.Command(escalation.Id, Desk.Agent.Id));

        foreach (var act in new[] { "AddNote", "AssignEscalation" })
        {
            var entry = await Read(db => db.AuditEntries.SingleAsync(e => e.Action == act));
            Assert.Equal((ActorKind.Platform, root.Id, "Root Operator", escalation.Id), (entry.ActorKind, entry.ActorId, entry.ActorName, entry.ResourceId));
        }

        Assert.Equal(Desk.Agent.Id, (await Read(db => db.Escalations.SingleAsync())).OwnerId);
    }

    [Fact]
    public async Task They_own_no_work_and_are_told_how_to()
    {
        var root = await Administrator();
        var escalation = await Saved(An.OpenEscalation());
        var inside = (await Inside(root, await Enters(root, Desk)))!;

        var claim = await Assert.ThrowsAsync<PermissionDenied>(() => As(inside).Send(new ClaimEscalation.Command(escalation.Id)));
        var reply = await Assert.ThrowsAsync<PermissionDenied>(() => As(inside).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Chat, "Hello")));
        var assign = await Assert.ThrowsAsync<FieldRefused>(() => As(inside).Send(new AssignEscalation.Command(escalation.Id, root.Id!.Value)));

        Assert.Equal(("membership_needed", "membership_needed", "unknown_agent"), (claim.Code, reply.Code, assign.Code));
        Assert.Contains("enter as a member", claim.Message, StringComparison.Ordinal);
        var untouched = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.Pending, null), (untouched.State, untouched.OwnerId));
    }

    [Fact]
    public async Task They_make_no_key_that_would_outlive_the_visit()
    {
        var root = await Administrator();
        var inside = (await Inside(root, await Enters(root, Desk)))!;

        Assert.Equal("outlives_visit", (await Assert.ThrowsAsync<PermissionDenied>(() => As(inside).Send(new CreateApiToken.Command("Key", [Permissions.Inbox.Read])))).Code);
        Assert.False(await Read(db => db.ApiTokens.AnyAsync()));
    }

    [Fact]
    public async Task They_are_told_who_they_are_and_how_long()
    {
        var root = await Administrator();
        var visit = await Enters(root, Desk);

        var me = await As((await Inside(root, visit))!).Send(new GetMe.Query());

        Assert.Equal((root.Id!.Value, "Root Operator", (string?)null, Desk.Tenant.Id), (me.Id, me.Name, me.Role, me.TenantId));
        Assert.Equal(new GetMe.Visit(visit.VisitId, Reason, visit.FromAt, visit.UntilAt), me.Visit);
        Assert.Equal("no_tenant", (await Assert.ThrowsAsync<RuleViolation>(() => As(root).Send(new GetMe.Query()))).Code);
    }
}
