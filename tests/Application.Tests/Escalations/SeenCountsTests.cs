using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Application.Tests.Escalations;

/// <summary>Figures count what their reader may see, and nothing else.</summary>
public sealed class SeenCountsTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task The_load_counts_what_one_sees_and_the_whole_for_who_reads_reports()
    {
        await Saved(An.OpenEscalation());
        var hidden = await Saved(An.OpenEscalation() with { TeamId = Desk.Team.Id, Priority = Priority.Urgent });
        var done = await Saved(An.OpenEscalation() with { TeamId = Desk.Team.Id, Owner = Desk.OtherAgent });
        await As(Desk.OtherAgent).Send(new ResolveEscalation.Command(done.Id, "Done", true));

        var seen = await As(Desk.Agent, Permissions.Analytics.View, Permissions.Inbox.Read).Send(new GetEscalationStats.Query());
        var whole = await As(Desk.Manager).Send(new GetEscalationStats.Query());

        Assert.Equal((1, 0, 0), (seen.Pending, seen.OpenByPriority[hidden.Priority], seen.ResolvedLast24Hours));
        Assert.Equal((2, 1, 1), (whole.Pending, whole.OpenByPriority[hidden.Priority], whole.ResolvedLast24Hours));
    }

    [Fact]
    public async Task Earlier_conversations_of_another_team_are_not_counted()
    {
        var (customer, rows) = A.Customer().Build(Desk, Clock.Now);
        await Save([.. rows]);
        async Task<Escalation> Request(Guid? team)
        {
            var conversation = new Conversation(Desk.Tenant.Id, customer.Id, Channel.Chat, "en", Actor.Customer, Clock.Now);
            var request = new Escalation(conversation, "My parcel is lost", ContactMethod.Sms, customer.Phone, null, Priority.Medium, EscalationOrigin.Customer, team, Desk.Number.Id,
                SlaPolicy.Defaults[Priority.Medium], Actor.Customer, Clock.Now);
            await Save(conversation, request);
            return request;
        }

        var mine = await Request(null);
        await Request(null);
        await Request(Desk.Team.Id);

        Assert.Equal(1, (await As(Desk.Agent).Send(new GetEscalation.Query(mine.Id))).EarlierConversations);
        Assert.Equal(2, (await As(Desk.Supervisor).Send(new GetEscalation.Query(mine.Id))).EarlierConversations);
    }

    [Fact]
    public async Task Notes_and_priority_of_unowned_work_are_anybodys_and_of_anothers_only_for_those_who_assign()
    {
        var free = await Saved(An.OpenEscalation());
        var others = await Saved(An.OpenEscalation() with { Owner = Desk.OtherAgent });

        await As(Desk.Agent).Send(new AddNote.Command(free.Id, "Called twice already"));
        await As(Desk.Agent).Send(new ChangePriority.Command(free.Id, Priority.High));
        await As(Desk.Agent).Send(new CancelEscalation.Command(free.Id, "Spam"));

        foreach (var send in new Func<Task>[]
        {
            () => As(Desk.Agent).Send(new AddNote.Command(others.Id, "Called twice already")), () => As(Desk.Agent).Send(new ChangePriority.Command(others.Id, Priority.High)),
            () => As(Desk.Agent).Send(new CancelEscalation.Command(others.Id, "Spam")),
        })
            Assert.Equal("not_assignee", (await Assert.ThrowsAsync<PermissionDenied>(send)).Code);
        await As(Desk.Supervisor).Send(new AddNote.Command(others.Id, "Please hurry"));
    }
}
