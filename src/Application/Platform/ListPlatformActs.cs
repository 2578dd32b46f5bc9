using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Audit;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Platform;

/// <summary>
/// Platform administrators see who was given or lost power over the platform, newest first, a page at a time. These entries of the audit are no tenant's: they carry the empty id, and
/// are read by whoever stands in no tenant.
/// </summary>
public static class ListPlatformActs
{
    [Requires(Permissions.Platform.Enter)]
    public sealed record Query(string? Cursor = null, int Limit = 50) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor);

    /// <param name="Email">Of the account that it was about; null if that is gone.</param>
    /// <param name="By">The login and the machine from which the verb was called.</param>
    public sealed record Row(Guid Id, DateTimeOffset At, string Action, Guid? AccountId, string? Email, string? By);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(IDeskDb db, IAccounts accounts) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var entries = await After(db.AuditEntries.Where(e => e.TenantId == Guid.Empty), query.Cursor)
                .OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(query.Limit + 1).ToListAsync(ct);
            var shown = entries.Take(query.Limit).ToList();
            var emails = new Dictionary<Guid, string?>();
            foreach (var account in shown.Select(e => e.ResourceId).OfType<Guid>().Distinct())
                emails[account] = (await accounts.Find(account, ct))?.Email;
            return new([.. shown.Select(e => new Row(e.Id, e.At, e.Action, e.ResourceId, e.ResourceId is { } id ? emails[id] : null, e.UserAgent))],
                entries.Count > query.Limit ? Cursor.Encode(shown[^1].At, shown[^1].Id) : null);
        }

        private static IQueryable<AuditEntry> After(IQueryable<AuditEntry> entries, string? cursor)
        {
            if (cursor is null)
                return entries;
            var place = Cursor.Decode(cursor, 2);
            var (at, id) = (Cursor.Time(place[0]), Cursor.Id(place[1]));
            return entries.Where(e => e.At <= at && (e.At < at || e.Id.CompareTo(id) < 0));
        }
    }
}
