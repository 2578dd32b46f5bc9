using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Webhooks and what became of them, newest first, a page at a time; nothing of what they say.</summary>
public static class ListReceipts
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Query(WebhookState? State = null, Guid? NumberId = null, string? Cursor = null, int Limit = 50) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items, string? NextCursor);

    /// <param name="NumberId">Null for mail.</param>
    /// <param name="Number">Our number that the carrier called about, or our e-mail address.</param>
    /// <param name="Kind">Last segment of the address: <c>sms</c>, <c>sms-status</c>.</param>
    /// <param name="Error">A stable word such as <c>invalid_signature</c>, or the type of the fault.</param>
    /// <param name="Attempts">How often it was tried in vain.</param>
    public sealed record Row(Guid Id, Guid? NumberId, string Number, string Kind, WebhookState State, string? Error, int Attempts, DateTimeOffset ReceivedAt,
        DateTimeOffset? NextAttemptAt, DateTimeOffset? ProcessedAt);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.State).IsInEnum();
            RuleFor(q => q.Limit).InclusiveBetween(1, 200);
        }
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var rows = await After(Matching(query), query.Cursor).OrderByDescending(r => r.ReceivedAt).ThenByDescending(r => r.Id).Take(query.Limit + 1)
                .Select(r => new Row(r.Id, r.NumberId, r.MailboxId == null ? db.Numbers.Where(n => n.Id == r.NumberId).Select(n => n.E164).First() : db.Mailboxes.Where(b => b.Id == r.MailboxId).Select(b => b.Address).First(), r.Kind, r.State, r.Error, r.Attempts, r.ReceivedAt,
                    r.NextAttemptAt, r.ProcessedAt))
                .ToListAsync(ct);
            var next = rows.Count > query.Limit ? Cursor.Encode(rows[query.Limit - 1].ReceivedAt, rows[query.Limit - 1].Id) : null;
            return new([.. rows.Take(query.Limit)], next);
        }

        private IQueryable<WebhookReceipt> Matching(Query query)
        {
            IQueryable<WebhookReceipt> receipts = db.WebhookReceipts;
            if (query.State is { } state)
                receipts = receipts.Where(r => r.State == state);
            // Few wait among all that are done: saying so leads to the index of those.
            if (query.State is WebhookState.Received or WebhookState.Orphan)
                receipts = receipts.Where(r => r.NextAttemptAt != null);
            if (query.NumberId is { } number)
                receipts = receipts.Where(r => r.NumberId == number);
            return receipts;
        }

        private static IQueryable<WebhookReceipt> After(IQueryable<WebhookReceipt> receipts, string? cursor)
        {
            if (cursor is null)
                return receipts;
            var place = Cursor.Decode(cursor, 2);
            var (at, id) = (Cursor.Time(place[0]), Cursor.Id(place[1]));
            return receipts.Where(r => r.ReceivedAt <= at && (r.ReceivedAt < at || r.Id.CompareTo(id) < 0));
        }
    }
}
