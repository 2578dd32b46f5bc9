using System.Linq.Expressions;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Tenants;

namespace EscalationCqrs.Application.Access;

/// <summary>The one predicate that decides which escalations an actor sees: lists, counts, search, streams, exports, notifications.</summary>
public static class Visibility
{
    /// <summary>Whoever is in more teams than this sees so much that the rule as a whole finds its rows at once.</summary>
    private const int MostShares = 8;

    public static IQueryable<Escalation> VisibleTo(this IQueryable<Escalation> escalations, IActor actor) =>
        Rule(actor) is { } rule ? escalations.Where(rule) : escalations;

    /// <summary>The same rule for one row in memory and for events of a stream. Whether the actor may read any at all, the request says.</summary>
    public static bool Sees(this IActor actor, Guid? teamId, Guid? ownerId) =>
        SeesAll(actor) || ownerId == actor.Id || actor.Visibility switch
        {
            VisibilityPolicy.Own => ownerId is null,
            _ => teamId is null || actor.TeamIds.Contains(teamId.Value),
        };

    public static bool SeesAll(IActor actor) =>
        actor.Kind == ActorKind.System || actor.May(Permissions.Inbox.ReadAll) || actor.Visibility == VisibilityPolicy.Tenant;

    /// <summary>One stretch of an index, in every order of the lists.</summary>
    /// <param name="Key">The column that is the same in all of its rows; null where there is none. An order must begin with it, since the planner knows of a value that it is constant, but not of null.</param>
    public sealed record Share(IQueryable<Escalation> Rows, Expression<Func<Escalation, Guid?>>? Key);

    /// <summary>
    /// The rows of <see cref="VisibleTo"/> in shares that do not overlap, while the rule as a whole would be tried on row after row of other teams' history.
    /// </summary>
    /// <param name="byTeam">A share for each team, as an order needs; a count is content with one for all of them.</param>
    public static IReadOnlyList<Share> SharesOf(this IQueryable<Escalation> escalations, IActor actor, bool byTeam)
    {
        if (SeesAll(actor))
            return [new(escalations, null)];
        var me = actor.Id;
        var mine = new Share(escalations.Where(e => e.OwnerId == me), e => e.OwnerId);
        if (actor.Visibility == VisibilityPolicy.Own)
            return [mine, new(escalations.Where(e => e.OwnerId == null), e => e.OwnerId)];

        var (teams, others) = (actor.TeamIds, escalations.Where(e => e.OwnerId != me));
        if (byTeam && teams.Count > MostShares)
            return [new(escalations.VisibleTo(actor), null)];
        return [mine, new(others.Where(e => e.TeamId == null), e => e.TeamId), .. byTeam
            ? teams.Select(team => new Share(others.Where(e => e.TeamId == team), e => e.TeamId))
            : [new(others.Where(e => e.TeamId != null && teams.Contains(e.TeamId.Value)), null)]];
    }

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
