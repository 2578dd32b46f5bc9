using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Teams;
using EscalationCqrs.Domain.Tenants;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Escalations;

/// <summary>Lists: filters, orders, pages, counts, visibility.</summary>
public sealed class ListEscalationsTests(AppFixture app) : IntegrationTest(app)
{
    private static ListEscalations.Query All => new(new());

    [Theory]
    [InlineData("work")]
    [InlineData("newest")]
    [InlineData("oldest")]
    [InlineData("due")]
    [InlineData("status")]
    public async Task Pages_neither_skip_nor_repeat_also_where_values_are_equal(string sort)
    {
        for (var i = 0; i < 13; i++)
        {
            await Saved(An.OpenEscalation() with { Priority = (Priority)(i % 3), Owner = i % 4 == 0 ? Desk.Agent : null });
            if (i % 3 == 0)
                Clock.Now += TimeSpan.FromMinutes(1);
        }

        var whole = (await As(Desk.Admin).Send(All with { Sort = sort, Limit = 100 })).Items.Select(r => r.Id).ToList();
        var paged = (await Pages(As(Desk.Admin), All with { Sort = sort, Limit = 4 })).SelectMany(p => p.Items).Select(r => r.Id);

        Assert.Equal(13, whole.Count);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task The_queues_order_is_priority_then_longest_waiting()
    {
        var low = await Saved(An.OpenEscalation() with { Priority = Priority.Low });
        Clock.Now += TimeSpan.FromMinutes(1);
        var early = await Saved(An.OpenEscalation() with { Priority = Priority.Urgent });
        Clock.Now += TimeSpan.FromMinutes(1);
        var late = await Saved(An.OpenEscalation() with { Priority = Priority.Urgent });

        var rows = await As(Desk.Agent).Send(All);

        Assert.Equal([early.Id, late.Id, low.Id], rows.Items.Select(r => r.Id));
    }

    [Fact]
    public async Task Filters_narrow_by_state_priority_owner_and_text()
    {
        var mine = await Saved(An.OpenEscalation() with { Owner = Desk.Agent, Priority = Priority.High });
        var pending = await Saved(An.OpenEscalation() with { Reason = "The invoice shows a wrong zebra name" });

        async Task<IEnumerable<Guid>> Ids(EscalationFilter filter) => (await As(Desk.Agent).Send(All with { Filter = filter })).Items.Select(r => r.Id);

        Assert.Equal([mine.Id], await Ids(new(Assigned: "me")));
        Assert.Equal([pending.Id], await Ids(new(State: "pending")));
        Assert.Equal([mine.Id], await Ids(new(Priority: "high")));
        Assert.Equal([pending.Id], await Ids(new(Q: "zebra")));
        Assert.Equal(2, (await Ids(new(State: "open"))).Count());
        Assert.Equal("state", (await Assert.ThrowsAsync<FieldRefused>(() => Ids(new(State: "lost")))).Field);
        Assert.Equal("state", (await Assert.ThrowsAsync<FieldRefused>(() => Ids(new(State: "1")))).Field);
        Assert.Equal("cursor", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Agent).Send(All with { Cursor = "nonsense" }))).Field);
    }

    [Fact]
    public async Task Counts_honour_what_the_actor_sees()
    {
        await Saved(An.OpenEscalation() with { TeamId = Desk.Team.Id });
        await Saved(An.OpenEscalation());
        await Saved(An.OpenEscalation() with { Owner = Desk.Agent, TeamId = Desk.Team.Id });

        var agent = await As(Desk.Agent).Send(All);
        var admin = await As(Desk.Admin).Send(All);

        // The agent is in no team: sees work without a team, and their own.
        Assert.Equal((1, 1, 2, 2), (agent.PendingCount, agent.AssignedCount, agent.AllCount, agent.Items.Count));
        Assert.Equal((2, 0, 3, 3), (admin.PendingCount, admin.AssignedCount, admin.AllCount, admin.Items.Count));
    }

    [Theory]
    [InlineData(VisibilityPolicy.Own, false)]
    [InlineData(VisibilityPolicy.Team, false)]
    [InlineData(VisibilityPolicy.Tenant, true)]
    public async Task Every_way_to_a_request_follows_the_same_policy(VisibilityPolicy policy, bool seen)
    {
        var escalation = await Saved(An.OpenEscalation() with { TeamId = Desk.Team.Id, Owner = Desk.OtherAgent });
        Desk.Tenant.SetWork(policy, true, true, 72);
        var agent = As(Desk.Agent);

        Assert.Equal(seen, (await agent.Send(All)).Items.Any());
        Assert.Equal(seen, (await agent.Send(All)).AllCount == 1);
        Assert.Equal(seen, (await agent.Send(All with { Filter = new(Q: "parcel") })).Items.Any());
        foreach (var ask in new Func<Task>[] { () => agent.Send(new GetEscalation.Query(escalation.Id)), () => agent.Send(new GetTimeline.Query(escalation.Id)), () => agent.Send(new GetHistory.Query(escalation.Id)) })
        {
            if (seen)
                await ask();
            else
                await Assert.ThrowsAsync<NotFound>(ask);
        }
    }

    [Theory]
    [InlineData("work")]
    [InlineData("newest")]
    [InlineData("oldest")]
    [InlineData("due")]
    [InlineData("status")]
    public async Task Whoever_sees_some_teams_gets_the_same_rows_in_the_same_order_as_who_sees_all_without_the_others(string sort)
    {
        var (mine, other) = (new Team(Desk.Tenant.Id, "Second line", Clock.Now), new Team(Desk.Tenant.Id, "Third line", Clock.Now));
        await Save(mine, other, new TeamMember(Desk.Tenant.Id, Desk.Team.Id, Desk.Agent.Id), new TeamMember(Desk.Tenant.Id, mine.Id, Desk.Agent.Id));
        Guid?[] teams = [Desk.Team.Id, mine.Id, other.Id, null];
        StaffMember?[] owners = [null, Desk.Agent, Desk.OtherAgent];
        List<Guid> visible = [];
        for (var i = 0; i < 24; i++)
        {
            var (team, owner) = (teams[i % 4], owners[i % 3]);
            var saved = await Saved(An.OpenEscalation() with { Priority = (Priority)(i % 4), TeamId = team, Owner = owner });
            if (owner == Desk.Agent || team != other.Id)
                visible.Add(saved.Id);
            if (i % 5 == 0)
                Clock.Now += TimeSpan.FromMinutes(1);
        }

        var agent = As(new CurrentActor
        {
            Kind = ActorKind.Staff, TenantId = Desk.Tenant.Id, Id = Desk.Agent.Id, Name = Desk.Agent.Name, Permissions = Roles.Defaults[Roles.Staff].ToHashSet(),
            TeamIds = [Desk.Team.Id, mine.Id],
        });
        var all = (await As(Desk.Admin).Send(All with { Sort = sort, Limit = 100 })).Items.Select(r => r.Id).ToList();
        var pages = await Pages(agent, All with { Sort = sort, Limit = 5 });

        Assert.All(pages, page => Assert.Equal((visible.Count, visible.Count), (page.AllCount, page.Teams.Sum(t => t.Count))));
        Assert.Equal(all.Where(visible.Contains), pages.SelectMany(p => p.Items).Select(r => r.Id));
    }

    [Fact]
    public async Task A_search_takes_words_of_the_request_and_of_its_customer_together_whatever_the_accents()
    {
        var wanted = await Saved(An.OpenEscalation() with { Conversation = A.Conversation() with { Customer = A.Customer() with { Name = "Trần Thị Mai" } } });
        await Saved(An.OpenEscalation());

        async Task<IEnumerable<Guid>> Found(string text, string? state = null) => (await As(Desk.Agent).Send(All with { Filter = new(State: state, Q: text) })).Items.Select(r => r.Id);

        Assert.Equal([wanted.Id], await Found("tran parcel"));
        Assert.Equal([wanted.Id], await Found("MAI parcel arrived trần"));
        Assert.Equal([wanted.Id], await Found("tran", "open"));
        Assert.Empty(await Found("tran", "resolved"));
        Assert.Empty(await Found("tran invoice"));
        Assert.Empty(await Found("%%%"));
        Assert.Equal(2, (await Found("(415) 555-0101")).Count());
    }

    [Theory]
    [InlineData("parcel", 60)] // in every request of both teams
    [InlineData("zebra", 22)] // a few more than one share shows
    [InlineData("zebra", 60)] // in each tenth: more of the newest must be read
    [InlineData("walrus", 60)] // in the oldest alone: only the index finds it
    [InlineData("parcel", 900)] // more than there are
    public async Task A_search_finds_the_newest_of_all_that_the_viewer_sees_however_many_one_team_has(string word, int limit)
    {
        var (busy, hidden) = (Desk.Team, new Team(Desk.Tenant.Id, "Third line", Clock.Now));
        List<object> rows = [hidden];
        List<(Guid Id, string Reason)> visible = [];
        for (var i = 0; i < 700; i++)
        {
            var team = i < 60 ? (Guid?)null : i % 3 == 0 ? hidden.Id : busy.Id;
            var reason = $"The parcel {(i == 3 ? "of the walrus" : i % 10 == 1 ? "of the zebra" : "")} has not arrived";
            var (request, parts) = (An.OpenEscalation() with { Reason = reason, TeamId = team }).Build(Desk, Clock.Now += TimeSpan.FromMinutes(1));
            rows.AddRange(parts);
            if (team != hidden.Id)
                visible.Insert(0, (request.Id, reason));
        }

        await Save([.. rows]);
        // A member of many teams gets few of the newest of each.
        var agent = new CurrentActor
        {
            Kind = ActorKind.Staff, TenantId = Desk.Tenant.Id, Id = Desk.Agent.Id, Name = Desk.Agent.Name, TeamIds = [busy.Id, .. Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7())],
        };

        var found = await Read(db => db.SearchEscalations(agent, word, null, limit, default));

        Assert.Equal(visible.Where(v => v.Reason.Contains(word, StringComparison.Ordinal)).Take(limit).Select(v => v.Id), found);
    }

    [Fact]
    public async Task A_customer_is_found_by_a_name_that_became_known_later()
    {
        var wanted = await Saved(An.OpenEscalation() with { Conversation = A.Conversation() with { Customer = A.Customer() with { Name = null } } });
        await Write(async db => (await db.Customers.SingleAsync()).Learn("Zenobia Quill", null, null));

        Assert.Equal([wanted.Id], (await As(Desk.Agent).Send(All with { Filter = new(Q: "zenobia quill") })).Items.Select(r => r.Id));
    }

    [Fact]
    public async Task Ones_own_load_is_told_with_the_page()
    {
        await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        await Saved(An.OpenEscalation() with { Owner = Desk.Supervisor });
        await Saved(An.OpenEscalation());

        Assert.Equal(new(1, StaffMember.DefaultMaxConcurrent), (await As(Desk.Agent).Send(All)).Own);
        Assert.Equal(new(0, StaffMember.DefaultMaxConcurrent), (await As(Desk.Admin).Send(All)).Own);
    }

    [Fact]
    public async Task Only_who_may_see_colleagues_gets_them_with_the_page()
    {
        await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        Assert.Contains((await As(Desk.Admin).Send(All with { WithOwners = true })).Owners!, s => s.Id == Desk.Agent.Id);
        Assert.Null((await As(Desk.Admin).Send(All)).Owners);
        Assert.Null((await As(Desk.Agent, Permissions.Escalation.Read, Permissions.Inbox.Read).Send(All with { WithOwners = true })).Owners);
    }

    private static async Task<IReadOnlyList<ListEscalations.Result>> Pages(Sender sender, ListEscalations.Query query)
    {
        List<ListEscalations.Result> pages = [await sender.Send(query)];
        while (pages[^1].NextCursor is { } next)
            pages.Add(await sender.Send(query with { Cursor = next }));
        return pages;
    }
}
