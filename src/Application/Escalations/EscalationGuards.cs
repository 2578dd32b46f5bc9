using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Tenants;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>What the use cases of an escalation share: find it, lock it, and whether this actor may act on it.</summary>
internal static class EscalationGuards
{
    /// <exception cref="NotFound">Absent, another tenant's, or invisible to the actor.</exception>
    public static async Task<Escalation> LockVisible(this IDeskDb db, IActor actor, Guid id, CancellationToken ct)
    {
        var escalation = await db.LockEscalation(id, ct);
        return escalation is not null && actor.Sees(escalation.TeamId, escalation.OwnerId) ? escalation : throw new NotFound("The request");
    }

    /// <summary>On another's work only those who may put work into other hands.</summary>
    /// <exception cref="PermissionDenied">With the code <c>not_assignee</c>.</exception>
    public static void GuardMine(this IActor actor, Escalation escalation, string sentence = "You are not assigned to this customer", string orElse = Permissions.Inbox.Assign)
    {
        if (escalation.IsOpen && !escalation.IsOwnedBy(actor.Id) && !actor.May(orElse))
            throw new PermissionDenied("not_assignee", sentence);
    }

    /// <summary>What anybody may do who handles requests, but not on another's work.</summary>
    /// <exception cref="PermissionDenied">With the code <c>not_assignee</c>.</exception>
    public static void GuardNotAnothers(this IActor actor, Escalation escalation)
    {
        if (escalation.OwnerId is not null)
            actor.GuardMine(escalation);
    }

    public static async Task<StaffMember> Agent(this IDeskDb db, IActor actor, Escalation escalation, Guid id, string field, CancellationToken ct)
    {
        var agent = await db.Staff.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new FieldRefused(field, "unknown_agent", "Choose a member of staff.");
        if (escalation.TeamId is { } team && !actor.May(Permissions.Routing.Override) && !await db.TeamMembers.AnyAsync(m => m.TeamId == team && m.StaffId == id, ct))
            throw new FieldRefused(field, "not_in_team", "This request is a team's, and they are not in it.");
        return agent;
    }

    /// <summary>The actor as an agent who can own work.</summary>
    public static async Task<StaffMember> Me(this IDeskDb db, IActor actor, CancellationToken ct) =>
        await db.Staff.SingleOrDefaultAsync(s => s.Id == actor.Id && s.IsActive, ct)
        ?? throw new PermissionDenied("membership_needed", "Only members of staff can own work: enter as a member to own it.");

    /// <summary>Who answers work that nobody owns takes it over: both are one commit.</summary>
    public static async Task ClaimIfUnowned(this IDeskDb db, IActor actor, Escalation escalation, DateTimeOffset now, CancellationToken ct)
    {
        if (escalation.OwnerId is not null || !escalation.IsOpen)
            return;
        actor.Demand(Permissions.Escalation.Claim);
        (await db.Tenant(ct)).GuardSelfClaim(actor);
        escalation.Claim(await db.Me(actor, ct), AssignmentCause.FirstReply, actor.Stamp(), now);
    }

    /// <summary>The actor's tenant, read once in a transaction.</summary>
    public static async Task<Tenant> Tenant(this IDeskDb db, CancellationToken ct) => db.Tenants.Local.FirstOrDefault() ?? await db.Tenants.SingleAsync(ct);

    public static async Task<SlaTargets> SlaTargets(this IDeskDb db, Priority priority, CancellationToken ct) =>
        (await db.SlaPolicies.SingleOrDefaultAsync(p => p.Priority == priority, ct))?.Targets ?? SlaPolicy.Defaults[priority];

    public static void GuardSelfClaim(this Tenant tenant, IActor actor)
    {
        if (!tenant.SelfClaimAllowed && !actor.May(Permissions.Inbox.Assign))
            throw new PermissionDenied("self_claim_off", "Here work is assigned by supervisors.");
    }
}
