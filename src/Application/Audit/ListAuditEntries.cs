using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Audit;

/// <summary>Who did what to which thing when, newest first, a page at a time.</summary>
public static class ListAuditEntries
{
    /// <param name="ActorId">A member of staff or an API token.</param>
    /// <param name="Action">Name of a use case, such as <c>ClaimEscalation</c>.</param>
    /// <param name="From">First day, in the tenant's zone.</param>
    /// <param name="To">Last day, in the tenant's zone.</param>
    [Requires(Permissions.Audit.Read)]
    public sealed record Query(Guid? ActorId = null, string? Action = null, string? ResourceType = null, Guid? ResourceId = null, AuditOutcome? Outcome = null,
        AuditSeverity? Severity = null, DateOnly? From = null, DateOnly? To = null, string? Cursor = null, int Limit = 50) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor, IReadOnlyList<Person> People, string TimeZone);

    /// <param name="Changes">JSON object of changed properties: <c>{"state": ["pending", "assigned"]}</c>.</param>
    public sealed record Row(Guid Id, DateTimeOffset At, ActorKind ActorKind, Guid? ActorId, string ActorName, string Action, string? ResourceType, Guid? ResourceId, AuditOutcome Outcome,
        AuditSeverity Severity, string? Code, string Changes, string? IpAddress, string? UserAgent);

    /// <summary>Somebody who may be chosen as the actor.</summary>
    public sealed record Person(Guid Id, string Name);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Limit).InclusiveBetween(1, 200);
            RuleFor(q => q.Action).MaximumLength(100);
            RuleFor(q => q.ResourceType).MaximumLength(100);
            RuleFor(q => q.Outcome).IsInEnum();
            RuleFor(q => q.Severity).IsInEnum();
        }
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var zone = await db.Tenants.Select(t => t.TimeZone).SingleAsync(ct);
            var rows = await After(Matching(query, zone), query.Cursor).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(query.Limit + 1)
                .Select(e => new Row(e.Id, e.At, e.ActorKind, e.ActorId, e.ActorName, e.Action, e.ResourceType, e.ResourceId, e.Outcome, e.Severity, e.Code, e.Changes, e.IpAddress, e.UserAgent))
                .ToListAsync(ct);
            var next = rows.Count > query.Limit ? Cursor.Encode(rows[query.Limit - 1].At, rows[query.Limit - 1].Id) : null;
            return new([.. rows.Take(query.Limit)], next, await People(ct), zone);
        }

        /// <summary>Members of staff, then whoever of the platform was here.</summary>
        private async Task<IReadOnlyList<Person>> People(CancellationToken ct) =>
        [
            .. await db.Staff.OrderBy(s => s.Name).ThenBy(s => s.Id).Select(s => new Person(s.Id, s.Name)).Take(500).ToListAsync(ct),
            .. (await db.PlatformVisits.OrderByDescending(v => v.FromAt).ThenByDescending(v => v.Id).Take(200).Select(v => new Person(v.AccountId, v.AccountName)).ToListAsync(ct)).DistinctBy(p => p.Id),
        ];

        private IQueryable<AuditEntry> Matching(Query query, string zone)
        {
            IQueryable<AuditEntry> entries = db.AuditEntries;
            if (query.ActorId is { } actor)
                entries = entries.Where(e => e.ActorId == actor);
            if (!string.IsNullOrWhiteSpace(query.Action))
                entries = entries.Where(e => e.Action == query.Action.Trim());
            if (!string.IsNullOrWhiteSpace(query.ResourceType))
                entries = entries.Where(e => e.ResourceType == query.ResourceType.Trim());
            if (query.ResourceId is { } resource)
                entries = entries.Where(e => e.ResourceId == resource);
            if (query.Outcome is { } outcome)
                entries = entries.Where(e => e.Outcome == outcome);
            if (query.Severity is { } severity)
                entries = entries.Where(e => e.Severity == severity);
            return Within(entries, query, zone);
        }

        private static IQueryable<AuditEntry> Within(IQueryable<AuditEntry> entries, Query query, string zone)
        {
            if (query.From is { } from)
            {
                var start = Days.Midnight(from, zone);
                entries = entries.Where(e => e.At >= start);
            }

            if (query.To is { } to)
            {
                var end = Days.Midnight(to.AddDays(1), zone);
                entries = entries.Where(e => e.At < end);
            }

            return entries;
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
