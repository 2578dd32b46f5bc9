using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Sla;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Application.Tests.Sla;

public sealed class RecordBreachesTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task A_missed_target_is_found_and_written_down_once_by_its_deadline()
    {
        var escalation = await Saved(An.OpenEscalation() with { Priority = Priority.Urgent });
        Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Contains(escalation.Id, await Due());

        Assert.True((await AsSystem().Send(new RecordBreaches.Command(escalation.Id))).Recorded);
        Assert.False((await AsSystem().Send(new RecordBreaches.Command(escalation.Id))).Recorded);

        var breach = Assert.Single(await Read(db => db.SlaBreaches.Where(b => b.EscalationId == escalation.Id).ToListAsync()));
        Assert.Equal((SlaTarget.FirstResponse, FixedClock.Start.AddMinutes(5), Clock.Now), (breach.Target, breach.DueAt, breach.RecordedAt));
        Assert.DoesNotContain(escalation.Id, await Due());
    }

    [Fact]
    public async Task What_is_still_in_time_is_not_found()
    {
        var escalation = await Saved(An.OpenEscalation() with { Priority = Priority.Urgent });
        Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.DoesNotContain(escalation.Id, await Due());
        Assert.False((await AsSystem().Send(new RecordBreaches.Command(escalation.Id))).Recorded);
    }

    [Fact]
    public async Task Nobody_but_the_desk_records_breaches() =>
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new RecordBreaches.Command(Guid.CreateVersion7())));

    private async Task<IEnumerable<Guid>> Due() =>
        (await App.Services.GetRequiredService<ICrossTenant>().DueBreaches(Clock.Now, 10_000, CancellationToken.None)).Where(d => d.TenantId == Desk.Tenant.Id).Select(d => d.EscalationId);
}
