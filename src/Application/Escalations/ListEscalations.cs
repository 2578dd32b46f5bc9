using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
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

    /// <param name="Sort">One of <see cref="EscalationSort.Names"/>.</param>
    [Requires(Permissions.Escalation.Read)]
    public sealed record Query(EscalationFilter Filter, string Sort = "work", string? Cursor = null, int Limit = 25) : IQuery<Result>;

    /// <param name="PendingCount">All counts honour the actor's visibility and stop at <see cref="CountLimit"/> + 1.</param>
    /// <param name="AssignedCount">Mine and open.</param>
    /// <param name="TeamCount">My teams' and open.</param>
    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor, int PendingCount, int AssignedCount, int TeamCount, int ResolvedCount, int AllCount, int UnreadCount,
        IReadOnlyList<TeamChip> Teams);

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
            var visible = db.Escalations.VisibleTo(actor);
            var matching = visible.Matching(query.Filter, actor);
            if (!string.IsNullOrWhiteSpace(query.Filter.Q))
            {
                var found = await db.SearchEscalations(query.Filter.Q.Trim(), 500, ct);
                matching = matching.Where(e => found.Contains(e.Id));
            }

            var rows = await Rows(matching.Sorted(query.Sort, query.Cursor).Take(query.Limit + 1)).ToListAsync(ct);
            var next = rows.Count > query.Limit ? EscalationSort.After(query.Sort, rows[query.Limit - 1]) : null;
            var counts = await Counts(visible, ct);
            int Count(Tab tab) => counts.GetValueOrDefault(tab);
            return new(rows.Take(query.Limit).ToList(), next, Count(Tab.Pending), Count(Tab.Mine), Count(Tab.Team), Count(Tab.Resolved), Count(Tab.All), Count(Tab.Unread), await Chips(visible, ct));
        }

        private enum Tab { Pending, Mine, Team, Resolved, All, Unread }

        /// <summary>All tabs in one statement; each stops counting one past the limit.</summary>
        private async Task<Dictionary<Tab, int>> Counts(IQueryable<Escalation> visible, CancellationToken ct)
        {
            var (me, teams) = (actor.Id, actor.TeamIds);
            IQueryable<int> Capped(IQueryable<Escalation> some, Tab tab) => some.Take(CountLimit + 1).Select(e => (int)tab);
            return await Capped(visible.Where(e => e.Unfinished && e.State == EscalationState.Pending), Tab.Pending)
                .Concat(Capped(visible.Where(e => e.Unfinished && e.OwnerId == me), Tab.Mine))
                .Concat(Capped(visible.Where(e => e.Unfinished && e.TeamId != null && teams.Contains(e.TeamId.Value)), Tab.Team))
                .Concat(Capped(visible.Where(e => e.State == EscalationState.Resolved), Tab.Resolved))
                .Concat(Capped(visible, Tab.All))
                .Concat(Capped(visible.Where(e => e.Unfinished && e.OwnerId == me && e.Unread > 0), Tab.Unread))
                .GroupBy(tab => tab).Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => (Tab)g.Key, g => g.Count, ct);
        }

        private async Task<IReadOnlyList<TeamChip>> Chips(IQueryable<Escalation> visible, CancellationToken ct)
        {
            var counts = await visible.Where(e => e.Unfinished).Take(10 * CountLimit).GroupBy(e => e.TeamId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
            var names = await db.Teams.ToDictionaryAsync(t => t.Id, t => t.Name, ct);
            return [.. counts.Select(c => new TeamChip(c.Key, c.Key is { } id ? names.GetValueOrDefault(id) : null, c.Count)).OrderBy(c => c.Name is null).ThenBy(c => c.Name)];
        }

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
