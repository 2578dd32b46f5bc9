using System.Text.Json.Serialization;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Escalations;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>One page of what the actor sees, with the counts of the tabs.</summary>
public static class ListEscalations
{
    /// <summary>Counts stop here: what is beyond is shown as "1,000+".</summary>
    public const int CountLimit = 1000;

    /// <summary>A free text finds no more than the newest so many.</summary>
    private const int MostFound = 500;

    /// <param name="Sort">One of <see cref="EscalationSort.Names"/>.</param>
    /// <param name="WithStaff">Adds the people whom work can be given to, for those who may see them: a page that shows both asks once.</param>
    [Requires(Permissions.Escalation.Read)]
    public sealed record Query(EscalationFilter Filter, string Sort = "work", string? Cursor = null, int Limit = 25, bool WithStaff = false) : IQuery<Result>;

    /// <param name="PendingCount">All counts honour the actor's visibility and stop at <see cref="CountLimit"/> + 1.</param>
    /// <param name="AssignedCount">Mine and open.</param>
    /// <param name="TeamCount">My teams' and open.</param>
    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor, int PendingCount, int AssignedCount, int TeamCount, int ResolvedCount, int AllCount, int UnreadCount,
        IReadOnlyList<TeamChip> Teams, [property: JsonIgnore] IReadOnlyList<ListStaff.Row> Staff);

    /// <summary>Open work by team, for the filter chips; a null id is work without a team.</summary>
    public sealed record TeamChip(Guid? TeamId, string? Name, int Count);

    public sealed record Row
    {
        public required Guid Id { get; init; }
        public required Guid ConversationId { get; init; }
        public required CustomerRef Customer { get; init; }
        public required EscalationState State { get; init; }
        public required Priority Priority { get; init; }
        public required ContactMethod? PreferredMethod { get; init; }
        public required string Reason { get; init; }
        public required AgentRef? AssignedTo { get; init; }
        public required DateTimeOffset? AssignedAt { get; init; }
        public required TeamRef? Team { get; init; }
        public required DateTimeOffset? DueAt { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public required DateTimeOffset LastCustomerMessageAt { get; init; }
        public required DateTimeOffset? ResolvedAt { get; init; }
        public required int Unread { get; init; }
        public required bool Breached { get; init; }
        public required long Revision { get; init; }
        public required bool IsAssigned { get; init; }
        public required bool IsAssignedToMe { get; init; }
        internal DateTimeOffset DueOrder { get; init; }
        internal int WorkRank { get; init; }
    }

    public sealed record CustomerRef(Guid Id, string? Name, string? Phone, string? Email);

    public sealed record AgentRef(Guid Id, string Name, string Email);

    public sealed record TeamRef(Guid Id, string Name);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Limit).InclusiveBetween(1, 100);
            RuleFor(q => q.Sort).Must(EscalationSort.Names.Contains).WithMessage($"Use one of {string.Join(", ", EscalationSort.Names)}.");
            RuleFor(q => q.Filter.Q).MaximumLength(200).OverridePropertyName("q");
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var rows = await Rows(await Page(query, ct)).ToListAsync(ct);
            var next = rows.Count > query.Limit ? EscalationSort.After(query.Sort, rows[query.Limit - 1]) : null;
            var counts = await Counts(ct);
            int Count(Tab tab) => Math.Min(counts.Where(c => c.Tab == tab).Sum(c => c.Count), CountLimit + 1);
            return new(rows.Take(query.Limit).ToList(), next, Count(Tab.Pending), Count(Tab.Mine), Count(Tab.Team), Count(Tab.Resolved), Count(Tab.All), Count(Tab.Unread),
                Chips(counts), query.WithStaff && actor.May(Permissions.User.Read) ? await db.Staff.Where(s => s.IsActive).Rows(db, ListStaff.DefaultLimit).ToListAsync(ct) : []);
        }

        /// <summary>The page and one row more, which tells whether another page follows.</summary>
        private async Task<IQueryable<Escalation>> Page(Query query, CancellationToken ct)
        {
            IQueryable<Escalation> First(IQueryable<Escalation> some, string? cursor) => some.Sorted(query.Sort, cursor).Take(query.Limit + 1);
            if (!string.IsNullOrWhiteSpace(query.Filter.Q))
            {
                var found = await db.SearchEscalations(actor, query.Filter.Q.Trim(), query.Filter.States(), MostFound, ct);
                return First(db.Escalations.VisibleTo(actor).Matching(query.Filter, actor).Where(e => found.Contains(e.Id)), query.Cursor);
            }

            var shares = db.Escalations.SharesOf(actor, byTeam: true).Select(share => First(share.Matching(query.Filter, actor), query.Cursor)).ToList();
            if (shares is [var whole])
                return whole;
            var ids = shares.Select(share => share.Select(e => e.Id)).Aggregate(Queryable.Concat);
            return First(db.Escalations.Where(e => ids.Contains(e.Id)), null);
        }

        private enum Tab { Pending, Mine, Team, Resolved, All, Unread, Chip }

        private sealed record TabCount(Tab Tab, Guid? TeamId, string? TeamName, int Count);

        private sealed class TabRow
        {
            public required Tab Tab { get; init; }
            public required Guid? TeamId { get; init; }
        }

        /// <summary>All tabs and chips with their teams' names in one statement; each tab stops counting one past the limit.</summary>
        private async Task<List<TabCount>> Counts(CancellationToken ct)
        {
            var (me, teams, shares) = (actor.Id, actor.TeamIds, db.Escalations.SharesOf(actor, byTeam: false));
            IQueryable<Escalation> Visible(Func<IQueryable<Escalation>, IQueryable<Escalation>> narrow) => shares.Select(narrow).Aggregate(Queryable.Concat);
            var mine = db.Escalations.Where(e => e.Unfinished && e.OwnerId == me);
            var counts = await Counted(Visible(s => s.Where(e => e.Unfinished && e.State == EscalationState.Pending)), Tab.Pending)
                .Concat(Counted(mine, Tab.Mine))
                .Concat(Counted(Visible(s => s.Where(e => e.Unfinished && e.TeamId != null && teams.Contains(e.TeamId.Value))), Tab.Team))
                .Concat(Counted(Visible(s => s.Where(e => e.State == EscalationState.Resolved)), Tab.Resolved))
                .Concat(Counted(Visible(s => s), Tab.All))
                .Concat(Counted(mine.Where(e => e.Unread > 0), Tab.Unread))
                .Concat(Counted(Visible(s => s.Where(e => e.Unfinished)), Tab.Chip, 10 * CountLimit))
                .GroupBy(r => new { r.Tab, r.TeamId }).Select(g => new { g.Key.Tab, g.Key.TeamId, Count = g.Count() })
                .LeftJoin(db.Teams, c => c.TeamId, t => t.Id, (c, t) => new { c.Tab, c.TeamId, Name = t == null ? null : t.Name, c.Count }).ToListAsync(ct);
            return [.. counts.Select(c => new TabCount(c.Tab, c.TeamId, c.Name, c.Count))];
        }

        private static IQueryable<TabRow> Counted(IQueryable<Escalation> some, Tab tab, int limit = CountLimit) =>
            some.Take(limit + 1).Select(e => new TabRow { Tab = tab, TeamId = e.TeamId });

        private static IReadOnlyList<TeamChip> Chips(List<TabCount> counts) =>
            [.. counts.Where(c => c.Tab == Tab.Chip).Select(c => new TeamChip(c.TeamId, c.TeamName, c.Count)).OrderBy(c => c.Name is null).ThenBy(c => c.Name)];

        private IQueryable<Row> Rows(IQueryable<Escalation> escalations)
        {
            var me = actor.Id;
            return from e in escalations
                   join c in db.Customers on e.CustomerId equals c.Id
                   join t in db.Teams on e.TeamId equals t.Id into teams
                   from t in teams.DefaultIfEmpty()
                   select new Row
                   {
                       Id = e.Id,
                       ConversationId = e.ConversationId,
                       Customer = new(c.Id, c.Name, e.Phone, e.Email),
                       State = e.State,
                       Priority = e.Priority,
                       PreferredMethod = e.PreferredMethod,
                       Reason = e.Reason,
                       AssignedTo = e.OwnerId == null ? null : new AgentRef(e.OwnerId.Value, e.OwnerName!, e.OwnerEmail!),
                       AssignedAt = e.AssignedAt,
                       Team = t == null ? null : new TeamRef(t.Id, t.Name),
                       DueAt = e.DueAt,
                       CreatedAt = e.RequestedAt,
                       LastCustomerMessageAt = e.LastCustomerMessageAt,
                       ResolvedAt = e.ResolvedAt,
                       Unread = e.Unread,
                       Breached = e.FirstResponseBreachedAt != null || e.ResolutionBreachedAt != null,
                       Revision = e.Revision,
                       IsAssigned = e.Unfinished && e.OwnerId != null,
                       IsAssignedToMe = e.Unfinished && e.OwnerId == me,
                       DueOrder = e.DueOrder,
                       WorkRank = e.WorkRank,
                   };
        }
    }
}
