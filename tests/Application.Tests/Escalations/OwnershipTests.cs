using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Escalations;

/// <summary>Who works on a request: claim, release, assign, reassign.</summary>
public sealed class OwnershipTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task Claiming_makes_the_agent_the_owner_and_is_audited_once()
    {
        var escalation = await Saved(An.OpenEscalation());

        var result = await As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id));

        Assert.Equal((Desk.Agent.Id, "Noor", Desk.Agent.Email, EscalationState.Assigned), (result.AgentId, result.AgentName, result.AgentEmail, result.State));
        var assignment = await Read(db => db.Assignments.SingleAsync());
        Assert.Equal((Desk.Agent.Id, AssignmentCause.Claim, null), (assignment.AgentId, assignment.Cause, assignment.ToAt));
        var audit = await Read(db => db.AuditEntries.SingleAsync());
        Assert.Equal(("ClaimEscalation", AuditOutcome.Succeeded, escalation.Id), (audit.Action, audit.Outcome, audit.ResourceId));
    }

    [Fact]
    public async Task Claiming_ones_own_again_writes_nothing()
    {
        var escalation = await Saved(An.OpenEscalation());
        await As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id));
        var before = await Rows();

        await As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id));

        Assert.Equal(before, await Rows());
    }

    [Fact]
    public async Task Claiming_anothers_names_the_owner_and_the_refusal_is_audited()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.OtherAgent });

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id)));

        Assert.Equal("already_assigned", refused.Code);
        Assert.Equal($"Customer is already assigned to {Desk.OtherAgent.Email}.", refused.Message);
        var audit = await Read(db => db.AuditEntries.SingleAsync());
        Assert.Equal((AuditOutcome.Refused, "already_assigned"), (audit.Outcome, audit.Code));
    }

    [Fact]
    public async Task Where_self_claim_is_off_only_those_who_assign_may_claim()
    {
        var escalation = await Saved(An.OpenEscalation());
        await Write(async db => (await db.Tenants.SingleAsync()).SetWork(Domain.Tenants.VisibilityPolicy.Team, selfClaimAllowed: false, notesRequired: true, reopenHours: 72));

        var denied = await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id)));
        await As(Desk.Supervisor).Send(new ClaimEscalation.Command(escalation.Id));

        Assert.Equal("self_claim_off", denied.Code);
    }

    [Fact]
    public async Task Another_tenants_request_does_not_exist()
    {
        var escalation = await Saved(An.OpenEscalation());
        var elsewhere = await NewDesk();

        await Assert.ThrowsAsync<NotFound>(() => As(elsewhere.Admin).Send(new ClaimEscalation.Command(escalation.Id)));
        await Assert.ThrowsAsync<NotFound>(() => As(elsewhere.Admin).Send(new GetEscalation.Query(escalation.Id)));
    }

    [Fact]
    public async Task Without_the_permission_it_is_denied_and_audited()
    {
        var escalation = await Saved(An.OpenEscalation());

        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Viewer).Send(new ClaimEscalation.Command(escalation.Id)));

        var audit = await Read(db => db.AuditEntries.SingleAsync());
        Assert.Equal(("ClaimEscalation", AuditOutcome.Denied, "Vic"), (audit.Action, audit.Outcome, audit.ActorName));
    }

    [Fact]
    public async Task Releasing_returns_the_work_to_the_queue_and_closes_the_interval()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        Clock.Now += TimeSpan.FromMinutes(5);

        await As(Desk.Agent).Send(new ReleaseEscalation.Command(escalation.Id));

        var after = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.Pending, null, escalation.Epoch + 1), (after.State, after.OwnerId, after.Epoch));
        var assignment = await Read(db => db.Assignments.SingleAsync());
        Assert.Equal((Clock.Now, AssignmentEnd.Released), (assignment.ToAt, assignment.End));
    }

    [Fact]
    public async Task Releasing_anothers_is_denied_unless_one_assigns_others()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.OtherAgent });

        var denied = await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new ReleaseEscalation.Command(escalation.Id)));
        await As(Desk.Supervisor).Send(new ReleaseEscalation.Command(escalation.Id));

        Assert.Equal(("not_assignee", "You are not assigned to this customer"), (denied.Code, denied.Message));
    }

    [Fact]
    public async Task Assigning_puts_work_into_a_colleagues_hands_and_only_of_ones_own_tenant()
    {
        var escalation = await Saved(An.OpenEscalation());
        var elsewhere = await NewDesk();

        var refused = await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Supervisor).Send(new AssignEscalation.Command(escalation.Id, elsewhere.Agent.Id)));
        await As(Desk.Supervisor).Send(new AssignEscalation.Command(escalation.Id, Desk.Agent.Id));

        Assert.Equal("userId", refused.Field);
        Assert.Equal(Desk.Agent.Id, (await Read(db => db.Escalations.SingleAsync())).OwnerId);
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new AssignEscalation.Command(escalation.Id, Desk.OtherAgent.Id)));
    }

    [Fact]
    public async Task Reassigning_closes_one_interval_and_opens_the_next_at_the_same_moment()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        Clock.Now += TimeSpan.FromMinutes(9);

        await As(Desk.Supervisor).Send(new ReassignEscalation.Command(escalation.Id, Desk.OtherAgent.Id, null, "Speaks the customer's language"));

        var intervals = await Read(db => db.Assignments.OrderBy(a => a.Epoch).ToListAsync());
        Assert.Equal([(Desk.Agent.Id, (DateTimeOffset?)Clock.Now), (Desk.OtherAgent.Id, null)], intervals.Select(a => (a.AgentId, a.ToAt)));
        Assert.Equal(Clock.Now, intervals[1].FromAt);
        Assert.Equal("Speaks the customer's language", intervals[1].Reason);
    }

    [Fact]
    public async Task Reassigning_to_a_team_returns_the_work_to_that_teams_queue()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        await As(Desk.Supervisor).Send(new ReassignEscalation.Command(escalation.Id, null, Desk.Team.Id, "Belongs there"));

        var after = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.Pending, null, Desk.Team.Id), (after.State, after.OwnerId, after.TeamId));
    }

    [Fact]
    public async Task Reassigning_needs_a_reason_and_exactly_one_target()
    {
        var escalation = await Saved(An.OpenEscalation());

        var noReason = await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Supervisor).Send(new ReassignEscalation.Command(escalation.Id, Desk.Agent.Id, null, " ")));
        var both = await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Supervisor).Send(new ReassignEscalation.Command(escalation.Id, Desk.Agent.Id, Desk.Team.Id, "Because")));

        Assert.Equal("Reason", Assert.Single(noReason.Errors).PropertyName);
        Assert.Equal("UserId", Assert.Single(both.Errors).PropertyName);
    }

    [Fact]
    public async Task The_first_message_claims_and_is_one_commit_with_it()
    {
        var escalation = await Saved(An.OpenEscalation());

        await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Chat, "Hello, I am looking into it."));

        var after = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.InProgress, Desk.Agent.Id, Clock.Now), (after.State, after.OwnerId, after.FirstRespondedAt));
        Assert.Equal(AssignmentCause.FirstReply, (await Read(db => db.Assignments.SingleAsync())).Cause);
        Assert.Equal(after.Epoch, (await Read(db => db.Messages.SingleAsync())).Epoch);
    }

    [Fact]
    public async Task A_first_message_that_cannot_be_sent_claims_nothing()
    {
        var escalation = await Saved(An.OpenEscalation());

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Sms, "Hello")));

        Assert.Equal("no_consent", refused.Code);
        Assert.Null((await Read(db => db.Escalations.SingleAsync())).OwnerId);
        Assert.Equal(0, await Read(db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task Writing_to_anothers_customer_is_refused_and_names_the_owner()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.OtherAgent });

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Chat, "Hello")));

        Assert.Equal("already_assigned", refused.Code);
        Assert.Equal(0, await Read(db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task The_same_send_twice_is_one_message()
    {
        var escalation = await Saved(An.OpenEscalation());
        var request = Guid.CreateVersion7();

        var first = await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Chat, "Hello", request));
        var second = await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Chat, "Hello", request));

        Assert.Equal(first.MessageId, second.MessageId);
        Assert.Equal(1, await Read(db => db.Messages.CountAsync()));
    }

    private async Task<(int, int, int, int)> Rows() =>
        (await Read(db => db.Events.CountAsync()), await Read(db => db.AuditEntries.CountAsync()), await Read(db => db.Assignments.CountAsync()), await Read(db => db.Events.CountAsync(e => e.Type == EventTypes.Assigned)));
}
