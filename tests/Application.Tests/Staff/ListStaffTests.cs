using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Staff;

public sealed class ListStaffTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task The_load_counts_assigned_work_of_that_person_only()
    {
        await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await Saved(An.OpenEscalation());

        var listed = await As(Desk.Agent).Send(new ListStaff.Query());

        Assert.Equal(6, listed.Total);
        Assert.Equal((2, StaffMember.DefaultMaxConcurrent), listed.Staff.Where(s => s.Id == Desk.Agent.Id).Select(s => (s.OpenCount, s.MaxConcurrent)).Single());
        Assert.All(listed.Staff.Where(s => s.Id != Desk.Agent.Id), s => Assert.Equal(0, s.OpenCount));
    }

    [Fact]
    public async Task Those_who_left_are_listed_only_when_asked_for()
    {
        await Write(async db => (await db.Staff.SingleAsync(s => s.Id == Desk.Viewer.Id)).Deactivate(Clock.Now));

        Assert.DoesNotContain((await As(Desk.Agent).Send(new ListStaff.Query())).Staff, s => s.Id == Desk.Viewer.Id);
        Assert.False((await As(Desk.Agent).Send(new ListStaff.Query(IncludeInactive: true))).Staff[^1].IsActive);
    }

    [Fact]
    public async Task The_total_counts_beyond_the_limit()
    {
        var listed = await As(Desk.Agent).Send(new ListStaff.Query(Limit: 2));

        Assert.Equal((2, 6), (listed.Staff.Count, listed.Total));
    }

    [Fact]
    public async Task Available_are_those_online_and_below_capacity_most_free_first()
    {
        await Write(async db =>
        {
            foreach (var (person, capacity) in new[] { (Desk.Agent, 1), (Desk.OtherAgent, 3), (Desk.Supervisor, 5) })
            {
                var member = await db.Staff.SingleAsync(s => s.Id == person.Id);
                member.SetPresence(Presence.Online);
                member.SetCapacity(capacity);
            }
        });
        await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await Saved(An.OpenEscalation() with { Owner = Desk.OtherAgent });

        var available = await As(Desk.Supervisor).Send(new ListAvailableStaff.Query());

        Assert.Equal([(Desk.Supervisor.Id, 5), (Desk.OtherAgent.Id, 2)], available.Staff.Select(s => (s.Id, s.FreeSlots)));
        Assert.Equal(2, available.Total);
    }

    [Fact]
    public async Task Presence_is_ones_own_to_set()
    {
        await As(Desk.Agent).Send(new SetPresence.Command(Presence.Busy));

        Assert.Equal(Presence.Busy, (await Read(db => db.Staff.SingleAsync(s => s.Id == Desk.Agent.Id))).Presence);
        await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Agent).Send(new SetPresence.Command((Presence)9)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Viewer).Send(new SetPresence.Command(Presence.Online)));
    }

    [Fact]
    public async Task Name_and_capacity_can_be_corrected_within_limits()
    {
        await As(Desk.Admin).Send(new UpdateStaff.Command(Desk.Agent.Id, " Noor Haddad ", 8));

        var noor = await Read(db => db.Staff.SingleAsync(s => s.Id == Desk.Agent.Id));
        Assert.Equal(("Noor Haddad", 8), (noor.Name, noor.MaxConcurrent));
        Assert.Equal("maxConcurrent", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new UpdateStaff.Command(Desk.Agent.Id, "Noor", 101)))).Field);
        await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(new UpdateStaff.Command(Desk.Agent.Id, "", 5)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new UpdateStaff.Command(Desk.Agent.Id, "Noor", 5)));
    }

    [Fact]
    public async Task Without_the_permission_both_lists_are_denied()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Manager).Send(new ListStaff.Query()));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Manager).Send(new ListAvailableStaff.Query()));
    }

    [Fact]
    public Task An_unusable_limit_is_refused() => Assert.ThrowsAsync<ValidationException>(() => As(Desk.Agent).Send(new ListStaff.Query(Limit: 0)));
}
