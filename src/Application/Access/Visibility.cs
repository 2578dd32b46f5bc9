using System.Linq.Expressions;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Tenants;

namespace EscalationCqrs.Application.Access;

/// <summary>The one predicate that decides which escalations an actor sees: lists, counts, search, streams, exports, notifications.</summary>
public static class Visibility
{
    public static IQueryable<Escalation> VisibleTo(this IQueryable<Escalation> escalations, IActor actor) =>
        Rule(actor) is { } rule ? escalations.Where(rule) : escalations;

    /// <summary>The same rule for one row in memory and for events of a stream.</summary>
    public static bool Sees(this IActor actor, Guid? teamId, Guid? ownerId) =>
        actor.Kind == ActorKind.System || (actor.May(Permissions.Inbox.Read) && (SeesAll(actor) || ownerId == actor.Id || actor.Visibility switch
        {
            VisibilityPolicy.Own => ownerId is null,
            _ => teamId is null || actor.TeamIds.Contains(teamId.Value),
        }));

    public static bool SeesAll(IActor actor) =>
        actor.Kind == ActorKind.System || actor.May(Permissions.Inbox.ReadAll) || actor.Visibility == VisibilityPolicy.Tenant;

    private static Expression<Func<Escalation, bool>>? Rule(IActor actor)
    {
        if (SeesAll(actor))
            return null;
        var (me, teams) = (actor.Id, actor.TeamIds);
        return actor.Visibility == VisibilityPolicy.Own
            ? e => e.OwnerId == me || e.OwnerId == null
            : e => e.OwnerId == me || e.TeamId == null || teams.Contains(e.TeamId.Value);
    }
}
