using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Recordings;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Recordings of the requests that the actor sees, newest first, a page at a time.</summary>
public static class ListRecordings
{
    /// <param name="Q">Words, or parts of three letters and more, of what was said, of the agent's name, the reference or what is known of the customer.</param>
    [Requires(Permissions.Recording.Read)]
    public sealed record Query(RecordingState? State = null, Guid? AgentId = null, string? Q = null, bool HoldOnly = false, string? Cursor = null, int Limit = 50) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor);

    public sealed record Row(Guid Id, Guid EscalationId, RecordingState State, Direction Direction, string? Customer, string Phone, string? AgentName, int? Seconds, long? SizeBytes, bool OnHold, DateTimeOffset? DeleteAfter,
        int AccessedCount, string? Error, DateTimeOffset CreatedAt);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.State).IsInEnum();
            RuleFor(q => q.Q).MaximumLength(100);
            RuleFor(q => q.Limit).InclusiveBetween(1, 200);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            (DateTimeOffset At, Guid Id)? before = query.Cursor is null ? null : Place(query.Cursor);
            var rows = await (from r in query.Q?.Trim() is { Length: > 0 } words ? await Found(words, query, before, ct) : Matching(query, before)
                              join c in db.Customers on r.CustomerId equals c.Id
                              join call in db.Calls on r.CallId equals call.Id
                              orderby r.CreatedAt descending, r.Id descending
                              select new Row(r.Id, r.EscalationId, r.State, call.Direction, c.Name, call.CustomerPhone, r.AgentName, r.DurationSeconds, r.SizeBytes, r.LegalHold != null, r.DeleteAfter, r.AccessedCount, r.Error, r.CreatedAt))
                .Take(query.Limit + 1).ToListAsync(ct);
            var next = rows.Count > query.Limit ? Cursor.Encode(rows[query.Limit - 1].CreatedAt, rows[query.Limit - 1].Id) : null;
            return new([.. rows.Take(query.Limit)], next);
        }

        private static (DateTimeOffset At, Guid Id) Place(string cursor)
        {
            var place = Cursor.Decode(cursor, 2);
            return (Cursor.Time(place[0]), Cursor.Id(place[1]));
        }

        /// <summary>The search finds the page itself, and what it finds is seen by the same rule.</summary>
        private async Task<IQueryable<Recording>> Found(string words, Query query, (DateTimeOffset At, Guid Id)? before, CancellationToken ct)
        {
            var found = await db.SearchRecordings(actor, new(words, query.State, query.AgentId, query.HoldOnly, before), query.Limit + 1, ct);
            return db.VisibleRecordings(actor).Where(r => found.Contains(r.Id));
        }

        private IQueryable<Recording> Matching(Query query, (DateTimeOffset At, Guid Id)? before)
        {
            var found = db.VisibleRecordings(actor);
            if (query.State is { } state)
                found = found.Where(r => r.State == state);
            if (query.AgentId is { } agent)
                found = found.Where(r => r.AgentId == agent);
            if (query.HoldOnly)
                found = found.Where(r => r.LegalHold != null);
            if (before is not var (at, id))
                return found;
            return found.Where(r => r.CreatedAt <= at && (r.CreatedAt < at || r.Id.CompareTo(id) < 0));
        }
    }
}
