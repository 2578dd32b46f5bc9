using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Platform;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Platform;

/// <summary>The tenant sees who of the platform entered it, when, why and until when; newest first, a page at a time.</summary>
public static class ListPlatformVisits
{
    /// <param name="RunningOnly">Those who are inside now.</param>
    [Requires(Permissions.Audit.Read)]
    public sealed record Query(bool RunningOnly = false, string? Cursor = null, int Limit = 50) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor);

    /// <param name="AccountId">Finds their acts in the audit.</param>
    /// <param name="LeftAt">Null while they are inside, and where the time ran out.</param>
    public sealed record Row(Guid Id, Guid AccountId, string Name, string Email, string Reason, DateTimeOffset FromAt, DateTimeOffset UntilAt, DateTimeOffset? LeftAt, bool IsRunning);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var rows = await After(query.RunningOnly ? Running(now) : db.PlatformVisits, query.Cursor)
                .OrderByDescending(v => v.FromAt).ThenByDescending(v => v.Id).Take(query.Limit + 1)
                .Select(v => new Row(v.Id, v.AccountId, v.AccountName, v.AccountEmail, v.Reason, v.FromAt, v.UntilAt, v.LeftAt, v.LeftAt == null && v.UntilAt > now))
                .ToListAsync(ct);
            return rows.Count > query.Limit ? new([.. rows.Take(query.Limit)], Cursor.Encode(rows[query.Limit - 1].FromAt, rows[query.Limit - 1].Id)) : new(rows, null);
        }

        /// <summary>None of them began earlier than the longest visit ago.</summary>
        private IQueryable<PlatformVisit> Running(DateTimeOffset now)
        {
            var earliest = now - PlatformVisit.LongestLength;
            return db.PlatformVisits.Where(v => v.FromAt >= earliest && v.LeftAt == null && v.UntilAt > now);
        }

        private static IQueryable<PlatformVisit> After(IQueryable<PlatformVisit> visits, string? cursor)
        {
            if (cursor is null)
                return visits;
            var place = Cursor.Decode(cursor, 2);
            var (at, id) = (Cursor.Time(place[0]), Cursor.Id(place[1]));
            return visits.Where(v => v.FromAt <= at && (v.FromAt < at || v.Id.CompareTo(id) < 0));
        }
    }
}
