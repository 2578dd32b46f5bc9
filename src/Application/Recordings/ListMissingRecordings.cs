using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Recordings;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>What the hourly comparison with the carrier found missing: recordings that are not stored here, whether the carrier has them, and until when.</summary>
public static class ListMissingRecordings
{
    private const int MostAccounts = 100;

    [Requires(Permissions.Recording.Read)]
    public sealed record Query(string? Cursor = null, int Limit = 50) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Account> Accounts, IReadOnlyList<Row> Items, string? NextCursor);

    /// <summary>How an account's list compared with ours; the number is one of its numbers.</summary>
    /// <param name="Listed">Recordings of our calls that the carrier has.</param>
    /// <param name="Found">Those of them of which nothing was known here.</param>
    /// <param name="Gone">Ours that it should have and does not list.</param>
    /// <param name="OfNoCall">In the account, but of no call of this desk.</param>
    /// <param name="Error">Why the list could not be read the last time.</param>
    public sealed record Account(Guid NumberId, string Number, string Label, DateTimeOffset TakenAt, int Listed, int Found, int Gone, int OfNoCall, string? Error);

    /// <param name="CarrierHas">Whether the carrier listed it at <paramref name="CheckedAt"/>; null if its list was not looked through since.</param>
    /// <param name="PurgesAt">When the carrier deletes it by itself; null if it keeps it until somebody does.</param>
    /// <param name="CanFetch">Whether it can be fetched again.</param>
    public sealed record Row(Guid Id, Guid EscalationId, RecordingState State, string? Customer, string? AgentName, int? Seconds, bool? CarrierHas, DateTimeOffset? CheckedAt, DateTimeOffset? PurgesAt, string? Error,
        bool CanFetch, DateTimeOffset CreatedAt);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var accounts = await (from i in db.RecordingInventories
                                  join n in db.Numbers on i.Id equals n.Id
                                  orderby n.E164
                                  select new Account(n.Id, n.E164, n.Label, i.TakenAt, i.Listed, i.Found, i.Gone, i.OfNoCall, i.Error)).Take(MostAccounts).ToListAsync(ct);
            var rows = await (from r in Missing(query.Cursor)
                              join c in db.Customers on r.CustomerId equals c.Id
                              orderby r.CreatedAt descending, r.Id descending
                              select new Row(r.Id, r.EscalationId, r.State, c.Name, r.AgentName, r.DurationSeconds, r.CarrierHas, r.CarrierCheckedAt, r.CarrierPurgesAt, r.Error,
                                  r.CarrierRecordingId != null && r.State != RecordingState.Fetching && r.CarrierHas != false, r.CreatedAt))
                .Take(query.Limit + 1).ToListAsync(ct);
            var next = rows.Count > query.Limit ? Cursor.Encode(rows[query.Limit - 1].CreatedAt, rows[query.Limit - 1].Id) : null;
            return new(accounts, [.. rows.Take(query.Limit)], next);
        }

        /// <summary>What is only expected, of a call that may still run, is not missing.</summary>
        private IQueryable<Recording> Missing(string? cursor)
        {
            var missing = db.VisibleRecordings(actor).Where(r => r.State != RecordingState.Stored && r.State != RecordingState.Deleted && r.State != RecordingState.Expected);
            if (cursor is null)
                return missing;
            var place = Cursor.Decode(cursor, 2);
            var (at, id) = (Cursor.Time(place[0]), Cursor.Id(place[1]));
            return missing.Where(r => r.CreatedAt <= at && (r.CreatedAt < at || r.Id.CompareTo(id) < 0));
        }
    }
}
