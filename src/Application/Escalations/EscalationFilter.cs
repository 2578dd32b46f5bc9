using System.Linq.Expressions;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Application.Escalations;

/// <summary>The filters of lists and of the search, the same everywhere.</summary>
/// <param name="State">A state's name in snake_case, several with commas, or <c>open</c>; empty means all.</param>
/// <param name="Priority">A priority's name.</param>
/// <param name="Assigned"><c>me</c>, <c>none</c> or the id of a member of staff.</param>
/// <param name="Team"><c>mine</c>, <c>none</c> or the id of a team.</param>
/// <param name="Q">Free text: customer, number, e-mail, reason.</param>
public sealed record EscalationFilter(string? State = null, string? Priority = null, string? Assigned = null, string? Team = null, string? Q = null);

internal static class EscalationFilters
{
    private const string Open = "open";

    public static IQueryable<Escalation> Matching(this IQueryable<Escalation> escalations, EscalationFilter filter, IActor actor) =>
        escalations.InState(filter.State).WithPriority(filter.Priority).AssignedTo(filter.Assigned, actor).OfTeam(filter.Team, actor);

    private static IQueryable<Escalation> InState(this IQueryable<Escalation> all, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return all;
        if (text == Open)
            return all.Where(e => e.Unfinished);
        var states = ReadStates(text);
        // Partial indexes hold the unfinished rows; saying so lets the planner use them.
        return states is [var one]
            ? one.IsOpen() ? all.Where(e => e.Unfinished && e.State == one) : all.Where(e => e.State == one)
            : states.All(s => s.IsOpen()) ? all.Where(e => e.Unfinished && states.Contains(e.State)) : all.Where(e => states.Contains(e.State));
    }

    /// <summary>The states that the filter lets pass; null if it lets all.</summary>
    public static EscalationState[]? States(this EscalationFilter filter) => string.IsNullOrWhiteSpace(filter.State) ? null
        : filter.State == Open ? [.. Enum.GetValues<EscalationState>().Where(s => s.IsOpen())] : ReadStates(filter.State);

    private static EscalationState[] ReadStates(string text) => [.. text.Split(',').Select(s => Read<EscalationState>("state", s)).Distinct()];

    private static IQueryable<Escalation> WithPriority(this IQueryable<Escalation> all, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return all;
        var priorities = text.Split(',').Select(s => Read<Priority>("priority", s)).ToArray();
        return priorities is [var one] ? all.Where(e => e.Priority == one) : all.Where(e => priorities.Contains(e.Priority));
    }

    private static IQueryable<Escalation> AssignedTo(this IQueryable<Escalation> all, string? text, IActor actor) => text switch
    {
        null or "" => all,
        "me" => all.Where(e => e.OwnerId == actor.Id),
        "none" => all.Where(e => e.OwnerId == null),
        _ when Guid.TryParse(text, out var id) => all.Where(e => e.OwnerId == id),
        _ => throw new FieldRefused("assigned", "bad_value", "Use me, none or the id of a member of staff."),
    };

    private static IQueryable<Escalation> OfTeam(this IQueryable<Escalation> all, string? text, IActor actor)
    {
        var mine = actor.TeamIds;
        return text switch
        {
            null or "" => all,
            "mine" => all.Where(e => e.TeamId != null && mine.Contains(e.TeamId.Value)),
            "none" => all.Where(e => e.TeamId == null),
            _ when Guid.TryParse(text, out var id) => all.Where(e => e.TeamId == id),
            _ => throw new FieldRefused("team", "bad_value", "Use mine, none or the id of a team."),
        };
    }

    /// <summary>A column that the filter wants empty.</summary>
    public static Expression<Func<Escalation, Guid?>>? Key(this EscalationFilter filter) => filter.Team == "none" ? e => e.TeamId : filter.Assigned == "none" ? e => e.OwnerId : null;

    public static T Read<T>(string field, string text) where T : struct, Enum =>
        Enum.TryParse<T>(text.Trim().Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text.Trim()[0])
            ? value
            : throw new FieldRefused(field, "bad_value", $"'{text}' is not known here.");
}
