using System.Linq.Expressions;
using System.Text.Json.Serialization;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
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
    /// <param name="WithOwners">Adds the people by whom a list can be narrowed, for those who may see them: a page that shows both asks once.</param>
    [Requires(Permissions.Escalation.Read)]
    public sealed record Query(EscalationFilter Filter, string Sort = "work", string? Cursor = null, int Limit = 25, bool WithOwners = false) : IQuery<Result>;

    /// <param name="PendingCount">All counts honour the actor's visibility and stop at <see cref="CountLimit"/> + 1.</param>
    /// <param name="AssignedCount">Mine and open.</param>
    /// <param name="TeamCount">My teams' and open.</param>
    /// <param name="Own">The actor's own load; null for who is no member of staff.</param>
    /// <param name="Owners">Active staff by name; null when not asked for.</param>
    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor, int PendingCount, int AssignedCount, int TeamCount, int ResolvedCount, int AllCount, int UnreadCount,
        IReadOnlyList<TeamChip> Teams, OwnLoad? Own, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<AgentRef>? Owners = null);

    /// <param name="OpenCount">Requests in Assigned and InProgress.</param>
    public sealed record OwnLoad(int OpenCount, int MaxConcurrent);

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
        public required DateTimeOffset? LastCustomerMessageAt { get; init; }
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
            RuleFor(q => q.Sort).Must(EscalationSort.Names.Contains).Says("unknown_sort", $"Use one of {string.Join(", ", EscalationSort.Names)}.");
            RuleFor(q => q.Filter.Q).MaximumLength(200).OverridePropertyName("q");
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var rows = await Rows(await Page(query, ct)).ToListAsync(ct);
            var next = rows.Count > query.Limit ? EscalationSort.After(query.Sort, rows[query.Limit - 1]) : null;
            var counts = await Count(ct);
            return new(rows.Take(query.Limit).ToList(), next, counts.Pending, counts.Mine, counts.OfMyTeams, counts.Resolved, counts.All, counts.Unread, counts.Teams, counts.Own,
                query.WithOwners && actor.May(Permissions.User.Read) ? await Owners().ToListAsync(ct) : null);
        }

        private IQueryable<AgentRef> Owners() =>
            db.Staff.Where(s => s.IsActive).OrderBy(s => s.Name).ThenBy(s => s.Id).Take(ListStaff.DefaultLimit).Select(s => new AgentRef(s.Id, s.Name, s.Email));

        /// <summary>The page and one row more, which tells whether another page follows.</summary>
        private async Task<IQueryable<Escalation>> Page(Query query, CancellationToken ct)
        {
            IQueryable<Escalation> First(IQueryable<Escalation> some, string? cursor, Expression<Func<Escalation, Guid?>>? key = null) => some.Sorted(query.Sort, cursor, key).Take(query.Limit + 1);
            if (!string.IsNullOrWhiteSpace(query.Filter.Q))
            {
                var found = await db.SearchEscalations(actor, query.Filter.Q.Trim(), query.Filter.States(), MostFound, ct);
                return First(db.Escalations.VisibleTo(actor).Matching(query.Filter, actor).Where(e => found.Contains(e.Id)), query.Cursor);
            }

            var shares = db.Escalations.SharesOf(actor, byTeam: true).Select(share => First(share.Rows.Matching(query.Filter, actor), query.Cursor, share.Key ?? query.Filter.Key())).ToList();
            if (shares is [var whole])
                return whole;
            var ids = shares.Select(share => share.Select(e => e.Id)).Aggregate(Queryable.Concat);
            return First(db.Escalations.Where(e => ids.Contains(e.Id)), null);
        }

        private sealed record Counts(IReadOnlyList<TeamChip> Teams, int Pending, int Mine, int OfMyTeams, int Resolved, int All, int Unread, OwnLoad? Own);

        /// <summary>All tabs and chips with their teams' names in one statement that reads each open request once; counting stops one past the limit.</summary>
        private async Task<Counts> Count(CancellationToken ct)
        {
            var (me, shares) = (actor.Id, db.Escalations.SharesOf(actor, byTeam: false));
            IQueryable<Escalation> Visible(Func<IQueryable<Escalation>, IQueryable<Escalation>> narrow) => shares.Select(s => narrow(s.Rows)).Aggregate(Queryable.Concat);
            var open = Visible(s => s.Where(e => e.Unfinished)).Take((10 * CountLimit) + 1).GroupBy(e => new { e.TeamId, IsPending = e.State == EscalationState.Pending })
                .Select(g => new { g.Key.TeamId, g.Key.IsPending, Count = g.Count() });
            var resolved = Visible(s => s.Where(e => e.State == EscalationState.Resolved)).Take(CountLimit + 1);
            var all = Visible(s => s).Take(CountLimit + 1);
            var mine = db.Escalations.Where(e => e.Unfinished && e.OwnerId == me);
            // The tenant's one row is there also when nothing is open.
            var rows = await (from tenant in db.Tenants
                              from o in open.DefaultIfEmpty()
                              select new
                              {
                                  TeamId = o == null ? null : o.TeamId,
                                  Name = db.Teams.Where(t => t.Id == o.TeamId).Select(t => t.Name).FirstOrDefault(),
                                  IsPending = (bool?)o.IsPending,
                                  Count = (int?)o.Count,
                                  Resolved = resolved.Count(),
                                  All = all.Count(),
                                  Mine = mine.Take(CountLimit + 1).Count(),
                                  Unread = mine.Where(e => e.Unread > 0).Take(CountLimit + 1).Count(),
                                  Load = db.Load().Count(e => e.OwnerId == me),
                                  Max = db.Staff.Where(s => s.Id == me).Select(s => (int?)s.MaxConcurrent).FirstOrDefault(),
                              }).ToListAsync(ct);
            int Of(Func<Guid?, bool?, bool> which) => Math.Min(rows.Where(r => which(r.TeamId, r.IsPending)).Sum(r => r.Count ?? 0), CountLimit + 1);
            var chips = rows.Where(r => r.Count is not null).GroupBy(r => (r.TeamId, r.Name), r => r.Count!.Value).Select(g => new TeamChip(g.Key.TeamId, g.Key.Name, g.Sum()));
            return new([.. chips.OrderBy(c => c.Name is null).ThenBy(c => c.Name)], Of((_, pending) => pending == true), rows[0].Mine,
                Of((team, _) => team is { } id && actor.TeamIds.Contains(id)), rows[0].Resolved, rows[0].All, rows[0].Unread, rows[0].Max is { } max ? new(rows[0].Load, max) : null);
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
