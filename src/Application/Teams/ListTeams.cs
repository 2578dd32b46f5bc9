using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Teams;

/// <summary>The teams with their members, by name.</summary>
public static class ListTeams
{
    [Requires(Permissions.Team.Read)]
    public sealed record Query(bool IncludeInactive = false) : IQuery<Result>;

    /// <param name="NextCursor">Always null: a tenant's teams fit one page.</param>
    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor = null);

    public sealed record Row(Guid Id, string Name, bool IsActive, int MemberCount, IReadOnlyList<Member> Members);

    public sealed record Member(Guid Id, string Name);

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var teams = await db.Teams.Where(t => query.IncludeInactive || t.IsActive).OrderByDescending(t => t.IsActive).ThenBy(t => t.Name)
                .Select(t => new { t.Id, t.Name, t.IsActive }).ToListAsync(ct);
            var members = await (from m in db.TeamMembers
                                 join s in db.Staff on m.StaffId equals s.Id
                                 where s.IsActive
                                 orderby s.Name
                                 select new { m.TeamId, s.Id, s.Name }).ToListAsync(ct);
            var byTeam = members.ToLookup(m => m.TeamId, m => new Member(m.Id, m.Name));
            return new([.. teams.Select(t => new Row(t.Id, t.Name, t.IsActive, byTeam[t.Id].Count(), [.. byTeam[t.Id]]))]);
        }
    }
}
