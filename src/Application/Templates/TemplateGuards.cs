using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Templates;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Templates;

/// <summary>Who uses and who changes which template, and what fills its places.</summary>
internal static class TemplateGuards
{
    /// <summary>The tenant's, those of the actor's teams (all, for who manages templates), and the actor's own.</summary>
    public static IQueryable<Template> VisibleTemplates(this IDeskDb db, IActor actor)
    {
        var (me, teams, manages) = (actor.Id, actor.TeamIds, actor.May(Permissions.Template.Manage));
        return db.Templates.Where(t => t.Scope == TemplateScope.Tenant || (t.Scope == TemplateScope.Team && (manages || teams.Contains(t.TeamId!.Value))) || t.OwnerId == me);
    }

    /// <exception cref="NotFound">There is none that the actor sees.</exception>
    /// <exception cref="PermissionDenied">It belongs to others too.</exception>
    public static async Task<Template> ChangeableTemplate(this IDeskDb db, IActor actor, Guid id, CancellationToken ct)
    {
        var template = await db.VisibleTemplates(actor).SingleOrDefaultAsync(t => t.Id == id, ct) ?? throw new NotFound("The template");
        if (template.Scope != TemplateScope.Person)
            actor.Demand(Permissions.Template.Manage);
        return template;
    }

    /// <summary>What is known for a request: for each variable its value, null if there is none.</summary>
    public static async Task<(string Locale, string DesksLocale, IReadOnlyDictionary<string, string?> Values)> TemplateValues(this IDeskDb db, IActor actor, Escalation escalation, CancellationToken ct)
    {
        var tenant = await db.Tenant(ct);
        var customer = await db.Customers.Where(c => c.Id == escalation.CustomerId).Select(c => new { c.Name, c.Locale }).SingleAsync(ct);
        var team = await db.Teams.Where(t => t.Id == escalation.TeamId).Select(t => t.Name).SingleOrDefaultAsync(ct);
        return (customer.Locale, tenant.Locale, new Dictionary<string, string?>
        {
            ["customer_name"] = customer.Name, ["agent_name"] = actor.Name, ["desk_name"] = tenant.Name, ["team_name"] = team, ["reason"] = escalation.Reason,
        });
    }
}
