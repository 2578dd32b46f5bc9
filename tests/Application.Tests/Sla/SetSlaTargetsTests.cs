using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Sla;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Sla;

public sealed class SetSlaTargetsTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task Saved_targets_are_read_back_and_the_others_stay()
    {
        await As(Desk.Admin).Send(new SetSlaTargets.Command([new(Priority.Urgent, 3, 30)]));
        await As(Desk.Admin).Send(new SetSlaTargets.Command([new(Priority.Urgent, 2, 20)]));

        var targets = (await As(Desk.Agent).Send(new GetSlaTargets.Query())).Items;

        Assert.Equal([Priority.Urgent, Priority.High, Priority.Medium, Priority.Low], targets.Select(t => t.Priority));
        Assert.Equal((2, 20), (targets[0].FirstResponseMinutes, targets[0].ResolutionMinutes));
        Assert.Equal((15, 240), (targets[1].FirstResponseMinutes, targets[1].ResolutionMinutes));
    }

    [Fact]
    public async Task Running_requests_keep_their_targets_until_their_priority_changes()
    {
        var escalation = await Saved(An.OpenEscalation());
        await As(Desk.Admin).Send(new SetSlaTargets.Command([new(Priority.Medium, 7, 70), new(Priority.High, 3, 33)]));
        Assert.Equal(TimeSpan.FromHours(1), (await Read(db => db.Escalations.SingleAsync(e => e.Id == escalation.Id))).Targets.FirstResponse);

        await As(Desk.Supervisor).Send(new ChangePriority.Command(escalation.Id, Priority.High));

        Assert.Equal(TimeSpan.FromMinutes(3), (await Read(db => db.Escalations.SingleAsync(e => e.Id == escalation.Id))).Targets.FirstResponse);
    }

    [Theory]
    [InlineData(0, 10, "minutes_range")]
    [InlineData(10, 525_601, "minutes_range")]
    [InlineData(10, 9, "resolution_shorter")]
    public async Task Impossible_targets_are_refused(int first, int resolution, string code)
    {
        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(new SetSlaTargets.Command([new(Priority.Low, first, resolution)])));
        Assert.Contains(invalid.Errors, e => e.ErrorCode == code);
    }

    [Fact]
    public Task A_priority_is_named_once() =>
        Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(new SetSlaTargets.Command([new(Priority.Low, 1, 2), new(Priority.Low, 3, 4)])));

    [Fact]
    public async Task Without_the_permission_it_is_denied()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new SetSlaTargets.Command([new(Priority.Low, 1, 2)])));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent, []).Send(new GetSlaTargets.Query()));
    }
}
