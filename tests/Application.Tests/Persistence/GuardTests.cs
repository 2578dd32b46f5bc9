using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EscalationCqrs.Application.Tests.Persistence;

/// <summary>What the database refuses whatever the code above it does.</summary>
public sealed class GuardTests(AppFixture app) : IntegrationTest(app)
{
    [Theory]
    [InlineData("update support.events set type = 'other'")]
    [InlineData("delete from support.events")]
    [InlineData("update support.audit_entries set outcome = 'succeeded'")]
    [InlineData("delete from support.audit_entries")]
    public async Task What_is_written_once_is_never_changed_not_even_by_the_owner(string sql)
    {
        var escalation = await Saved(An.OpenEscalation());
        await As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Sql($"{sql} where tenant_id = '{Desk.Tenant.Id}'"));

        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Fact]
    public async Task Assignments_of_one_escalation_never_overlap()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        var overlapping = await Assert.ThrowsAsync<PostgresException>(() => Assign(escalation.Id, Clock.Now.AddHours(-1), Clock.Now.AddSeconds(1)));
        await Assign(escalation.Id, Clock.Now.AddHours(-1), Clock.Now);

        Assert.Equal("ex_assignments_no_overlap", overlapping.ConstraintName);
        Assert.Equal(2, await Read(db => db.Assignments.CountAsync()));
    }

    [Fact]
    public async Task A_second_running_assignment_is_refused()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Assign(escalation.Id, Clock.Now, null));

        Assert.Contains(refused.ConstraintName, new[] { "ux_assignments_open", "ex_assignments_no_overlap" });
    }

    [Fact]
    public async Task A_second_open_escalation_of_a_conversation_is_refused()
    {
        var first = await Saved(An.OpenEscalation());

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Write(async db =>
        {
            var conversation = await db.Conversations.SingleAsync(c => c.Id == first.ConversationId);
            db.Add(new Escalation(conversation, "Once more for the same thing", ContactMethod.Call, "+14155550101", null, Priority.Low, EscalationOrigin.Staff, null, null,
                SlaPolicy.Defaults[Priority.Low], Actor.System, Clock.Now));
        }));

        Assert.Equal("already_open", refused.Code);
    }

    [Fact]
    public async Task The_same_address_is_one_member_of_staff_whatever_its_letters()
    {
        var refused = await Assert.ThrowsAsync<FieldRefused>(() => Save(
            new StaffMember(Desk.Tenant.Id, Guid.CreateVersion7(), "Noor again", Desk.Agent.Email.ToUpperInvariant(), "Staff", "en", Clock.Now)));

        Assert.Equal(("email", "email_taken"), (refused.Field, refused.Code));
    }

    [Fact]
    public async Task Who_saves_what_another_changed_meanwhile_is_told()
    {
        var escalation = await Saved(An.OpenEscalation());

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Write(async db =>
        {
            var mine = await db.Escalations.SingleAsync(e => e.Id == escalation.Id);
            await Sql("update support.escalations set unread = 7 where id = $1", escalation.Id);
            mine.AddNote("Late", Actor.System, Clock.Now);
        }));

        Assert.Equal("changed_meanwhile", refused.Code);
    }

    [Fact]
    public async Task Work_rank_and_unfinished_are_kept_by_the_database()
    {
        var urgent = await Saved(An.OpenEscalation() with { Priority = Priority.Urgent });
        var (rank, unfinished) = await Read(db => db.Escalations.Where(e => e.Id == urgent.Id).Select(e => new ValueTuple<int, bool>(e.WorkRank, e.Unfinished)).SingleAsync());

        Assert.Equal((0, true), (rank, unfinished));
    }

    private Task Assign(Guid escalationId, DateTimeOffset from, DateTimeOffset? to) => Sql("""
        insert into support.assignments (tenant_id, id, escalation_id, agent_id, agent_name, agent_email, cause, from_at, to_at, epoch)
        values ($1, gen_random_uuid(), $2, $3, 'x', 'x', 'claim', $4, $5, 9)
        """, Desk.Tenant.Id, escalationId, Desk.OtherAgent.Id, from, to is null ? DBNull.Value : to);
}
