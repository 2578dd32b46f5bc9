using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Staff;

/// <summary>What the use cases about people share: who may touch whom, and what counts as load.</summary>
internal static class StaffGuards
{
    /// <summary>Work that keeps an agent busy now; waiting for the customer does not.</summary>
    public static IQueryable<Escalation> Load(this IDeskDb db) =>
        db.Escalations.Where(e => e.Unfinished && (e.State == EscalationState.Assigned || e.State == EscalationState.InProgress));

    /// <exception cref="NotFound">Nobody of this tenant has the id.</exception>
    public static async Task<StaffMember> Member(this IDeskDb db, Guid id, CancellationToken ct) =>
        await db.Staff.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new NotFound("The person");

    /// <summary>A colleague whom the actor may change: not beyond the actor's own power.</summary>
    public static async Task<StaffMember> Subordinate(this IDeskDb db, IActor actor, Guid id, CancellationToken ct)
    {
        var member = await db.Member(id, ct);
        await db.GuardRole(actor, member.Role, ct);
        return member;
    }

    /// <summary>A role with power over the platform is given, taken and touched only by those who hold that power.</summary>
    /// <exception cref="PermissionDenied">The role permits what the actor may not.</exception>
    public static async Task GuardRole(this IDeskDb db, IActor actor, string role, CancellationToken ct)
    {
        if (actor.Kind != ActorKind.System && !actor.May(Permissions.Settings.System)
            && await db.RolePermissions.AnyAsync(p => p.Role == role && p.Permission == Permissions.Settings.System, ct))
            throw new PermissionDenied(Permissions.Settings.System);
    }

    /// <exception cref="FieldRefused">Whoever administers the platform enters tenants by visits, and is no member of any.</exception>
    public static void GuardMember(this AccountFacts account, string field)
    {
        if (account.IsSuperAdmin)
            throw new FieldRefused(field, "platform_account", "This address belongs to a platform administrator, who cannot be a member of staff; use another.");
    }

    /// <exception cref="RuleViolation">The actor is that person.</exception>
    public static void GuardOther(this IActor actor, Guid staffId, string code, string sentence)
    {
        if (actor.Id == staffId)
            throw new RuleViolation(code, sentence);
    }

    public static IRuleBuilderOptions<T, string> PersonName<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().Says("name_required", "Enter a name.").AtMost(100);

    public static IRuleBuilderOptions<T, string> Role<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(Roles.OfMembers.Contains).Says("role_required", "Choose a role.");
}
