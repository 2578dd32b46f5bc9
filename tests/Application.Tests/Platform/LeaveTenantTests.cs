using EscalationCqrs.Application.Platform;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Platform;

public sealed class LeaveTenantTests(AppFixture app) : PlatformTest(app)
{
    [Fact]
    public async Task The_visit_ends_at_once_and_the_audit_keeps_its_reason()
    {
        var root = await Administrator();
        var visit = await Enters(root, Desk);
        var inside = (await Inside(root, visit))!;
        Clock.Advance(TimeSpan.FromMinutes(10));

        await As(inside).Send(new LeaveTenant.Command());

        Assert.Equal(Clock.Now, (await Read(db => db.PlatformVisits.SingleAsync())).LeftAt);
        Assert.Null(await Inside(root, visit));
        var entry = await Read(db => db.AuditEntries.SingleAsync(e => e.Action == "TenantLeft"));
        Assert.Equal((root.Id, AuditSeverity.Warning, Reason, visit.VisitId), (entry.ActorId, entry.Severity, entry.Code, entry.ResourceId));
    }

    [Fact]
    public async Task Another_visit_of_the_same_person_goes_on()
    {
        var root = await Administrator();
        var (first, second) = (await Enters(root, Desk), await Enters(root, Desk));

        await As((await Inside(root, first))!).Send(new LeaveTenant.Command());

        Assert.Null(await Inside(root, first));
        Assert.NotNull(await Inside(root, second));
    }

    [Fact]
    public async Task Whoever_visits_nothing_cannot_leave() =>
        Assert.Equal("not_visiting", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Admin).Send(new LeaveTenant.Command()))).Code);
}
