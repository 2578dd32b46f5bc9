using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>Carriers' calls and delivered mail in the database: stored in one statement, taken without waiting for other nodes.</summary>
internal sealed class WebhookInbox(DeskDb db) : IWebhookInbox
{
    private const int MostDeleted = 10_000;

    public async Task<int> Store(IReadOnlyList<WebhookReceipt> receipts, CancellationToken ct)
    {
        if (receipts.Count == 0)
            return 0;
        Guid[] ids = [.. receipts.Select(r => r.Id)];
        Guid?[] numbers = [.. receipts.Select(r => r.NumberId)], mailboxes = [.. receipts.Select(r => r.MailboxId)];
        string[] events = Texts(r => r.EventId), kinds = Texts(r => r.Kind), paths = Texts(r => r.PathAndQuery), types = Texts(r => r.ContentType), bodies = Texts(r => r.Body),
            signatures = Texts(r => r.Signature), states = Texts(r => EnumAsWord<WebhookState>.Word(r.State)), errors = Texts(r => r.Error ?? "");
        DateTimeOffset[] times = [.. receipts.Select(r => r.ReceivedAt)];
        return await db.Database.ExecuteSqlAsync($"""
            insert into communications.webhook_receipts
              (tenant_id, id, number_id, mailbox_id, event_id, kind, path_and_query, content_type, body, signature, state, error, attempts, received_at, next_attempt_at)
            select {db.TenantId}, id, number_id, mailbox_id, event_id, kind, path, type, body, signature, state, nullif(error, ''), 0, at, case when state = 'received' then at end
            from unnest({ids}, {numbers}, {mailboxes}, {events}, {kinds}, {paths}, {types}, {bodies}, {signatures}, {states}, {errors}, {times})
              as r(id, number_id, mailbox_id, event_id, kind, path, type, body, signature, state, error, at)
            on conflict do nothing
            """, ct);

        // PostgreSQL takes any character but this one.
        string[] Texts(Func<WebhookReceipt, string> of) => [.. receipts.Select(r => of(r).Replace("\0", "", StringComparison.Ordinal))];
    }

    public async Task<IReadOnlyList<WebhookReceipt>> TakeWaiting(IEnumerable<Guid> receiptIds, CancellationToken ct)
    {
        Guid[] ids = [.. receiptIds];
        return await db.WebhookReceipts.FromSql($"""
            select r.* from communications.webhook_receipts r
            where r.tenant_id = {db.TenantId} and r.id = any({ids}) and r.next_attempt_at is not null order by r.received_at, r.id for no key update skip locked
            """).IgnoreQueryFilters().AsTracking().ToListAsync(ct);
    }

    public Task LockPair(Guid channelId, string address, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"{channelId}{address}"}, 0))", ct);

    public Task<int> DeleteBefore(DateTimeOffset moment, ReceiptShare share, CancellationToken ct)
    {
        var (quarantined, refused) = (share != ReceiptShare.Done, share == ReceiptShare.Refused);
        return db.Database.ExecuteSqlAsync($"""
            delete from communications.webhook_receipts where tenant_id = {db.TenantId} and id in (
              select id from communications.webhook_receipts
              where tenant_id = {db.TenantId} and received_at < {moment} and next_attempt_at is null
                and (state = 'quarantined') = {quarantined} and (not {quarantined} or (coalesce(error, '') = {ReceiveWebhook.InvalidSignature}) = {refused})
              order by received_at limit {MostDeleted})
            """, ct);
    }

    public Task<int> DeleteBeyond(int most, ReceiptShare share, Guid? channelId, CancellationToken ct)
    {
        var refused = share == ReceiptShare.Refused;
        return db.Database.ExecuteSqlAsync($"""
            delete from communications.webhook_receipts where tenant_id = {db.TenantId} and id in (
              select id from (
                select id, row_number() over (partition by coalesce(number_id, mailbox_id) order by received_at desc, id desc) as n from communications.webhook_receipts
                where tenant_id = {db.TenantId} and state = 'quarantined' and ({channelId}::uuid is null or coalesce(number_id, mailbox_id) = {channelId}::uuid)
                  and (coalesce(error, '') = {ReceiveWebhook.InvalidSignature}) = {refused}) ranked
              where n > {most})
            """, ct);
    }
}
