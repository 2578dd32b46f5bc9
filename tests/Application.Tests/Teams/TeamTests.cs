using EscalationCqrs.Application.Teams;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Teams;

public sealed class TeamTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task A_new_team_is_listed_with_its_members()
    {
        var team = await As(Desk.Admin).Send(new CreateTeam.Command("  Billing "));
        await As(Desk.Admin).Send(new SetTeamMembers.Command(team.TeamId, [Desk.Agent.Id, Desk.OtherAgent.Id, Desk.Agent.Id]));

        var listed = (await As(Desk.Agent).Send(new ListTeams.Query())).Items.Single(t => t.Id == team.TeamId);

        Assert.Equal(("Billing", 2), (listed.Name, listed.MemberCount));
        Assert.Equal(["Bao", "Noor"], listed.Members.Select(m => m.Name));
    }

    [Fact]
    public async Task Whoever_is_not_named_leaves_the_team()
    {
        await As(Desk.Admin).Send(new SetTeamMembers.Command(Desk.Team.Id, [Desk.Agent.Id, Desk.OtherAgent.Id]));
        await As(Desk.Admin).Send(new SetTeamMembers.Command(Desk.Team.Id, [Desk.OtherAgent.Id, Desk.Supervisor.Id]));

        var members = await Read(db => db.TeamMembers.Where(m => m.TeamId == Desk.Team.Id).Select(m => m.StaffId).ToListAsync());
        Assert.Equal(new[] { Desk.OtherAgent.Id, Desk.Supervisor.Id }.Order(), members.Order());
    }

    [Fact]
    public async Task Two_teams_cannot_have_one_name()
    {
        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new CreateTeam.Command(Desk.Team.Name.ToUpperInvariant())));
        Assert.Equal(("name", "name_taken"), (refused.Field, refused.Code));

        var team = await As(Desk.Admin).Send(new CreateTeam.Command("Billing"));
        await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new UpdateTeam.Command(team.TeamId, Desk.Team.Name, true)));
    }

    [Fact]
    public async Task A_team_out_of_use_keeps_its_name_and_is_listed_only_when_asked_for()
    {
        await As(Desk.Admin).Send(new UpdateTeam.Command(Desk.Team.Id, Desk.Team.Name, IsActive: false));

        Assert.DoesNotContain((await As(Desk.Agent).Send(new ListTeams.Query())).Items, t => t.Id == Desk.Team.Id);
        Assert.Contains((await As(Desk.Agent).Send(new ListTeams.Query(IncludeInactive: true))).Items, t => t.Id == Desk.Team.Id && !t.IsActive);
    }

    [Fact]
    public async Task Another_tenants_people_and_teams_are_not_found()
    {
        var other = await NewDesk();

        Assert.Equal("unknown_agent", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Admin).Send(new SetTeamMembers.Command(Desk.Team.Id, [other.Agent.Id])))).Code);
        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Admin).Send(new SetTeamMembers.Command(other.Team.Id, [])));
        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Admin).Send(new UpdateTeam.Command(other.Team.Id, "Mine", true)));
    }

    [Fact]
    public Task A_team_needs_a_name() => Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(new CreateTeam.Command(" ")));

    [Fact]
    public async Task Without_the_permission_it_is_denied()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new CreateTeam.Command("Mine")));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new UpdateTeam.Command(Desk.Team.Id, "Mine", true)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new SetTeamMembers.Command(Desk.Team.Id, [])));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Manager).Send(new ListTeams.Query()));
    }
}
