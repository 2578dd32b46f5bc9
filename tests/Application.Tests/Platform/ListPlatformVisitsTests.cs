using EscalationCqrs.Application.Platform;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Application.Tests.Platform;

public sealed class ListPlatformVisitsTests(AppFixture app) : PlatformTest(app)
{
    [Fact]
    public async Task The_tenant_sees_who_entered_when_why_and_until_when()
    {
        var root = await Administrator();
        var visit = await Enters(root, Desk);

        var row = Assert.Single((await As(Desk.Admin).Send(new ListPlatformVisits.Query())).Items);

        Assert.Equal(new ListPlatformVisits.Row(visit.VisitId, root.Id!.Value, "Root Operator", root.Email!, Reason, visit.FromAt, visit.UntilAt, null, IsRunning: true), row);
        Assert.Single((await As(Desk.Manager).Send(new ListPlatformVisits.Query(RunningOnly: true))).Items);
    }

    [Fact]
    public async Task Visits_that_are_over_stay_in_the_list_and_are_not_running()
    {
        var root = await Administrator();
        var left = await Enters(root, Desk);
        await As((await Inside(root, left))!).Send(new LeaveTenant.Command());
        Clock.Advance(TimeSpan.FromMinutes(1));
        var ranOut = await Enters(root, Desk, minutes: 5);
        Clock.Advance(TimeSpan.FromMinutes(5));
        var running = await Enters(root, Desk);

        var all = (await As(Desk.Admin).Send(new ListPlatformVisits.Query())).Items;

        Assert.Equal([(running.VisitId, true), (ranOut.VisitId, false), (left.VisitId, false)], all.Select(v => (v.Id, v.IsRunning)));
        Assert.Equal(running.VisitId, Assert.Single((await As(Desk.Admin).Send(new ListPlatformVisits.Query(RunningOnly: true))).Items).Id);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_a_gap()
    {
        var root = await Administrator();
        List<Guid> made = [];
        for (var i = 0; i < 5; i++)
            made.Insert(0, (await Enters(root, Desk)).VisitId);

        var first = await As(Desk.Admin).Send(new ListPlatformVisits.Query(Limit: 3));
        var second = await As(Desk.Admin).Send(new ListPlatformVisits.Query(Cursor: first.NextCursor, Limit: 3));

        Assert.Equal(made.Order(), first.Items.Concat(second.Items).Select(v => v.Id).Order());
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task Another_tenant_sees_nothing_of_it()
    {
        await Enters(await Administrator(), await NewDesk());

        Assert.Empty((await As(Desk.Admin).Send(new ListPlatformVisits.Query())).Items);
    }

    [Fact]
    public Task Without_the_permission_it_is_denied() => Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new ListPlatformVisits.Query()));
}
