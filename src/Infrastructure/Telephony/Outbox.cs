using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>The locks of sending. A lock must be the outermost part of its statement, so the tenant is named inside and no filter is composed around it.</summary>
internal sealed class Outbox(DeskDb db) : IOutbox
{
    public async Task<Number?> TryLockNumber(Guid numberId, CancellationToken ct) =>
        (await db.Numbers.FromSql($"select n.* from communications.numbers n where n.tenant_id = {db.TenantId} and n.id = {numberId} for no key update skip locked")
            .IgnoreQueryFilters().AsTracking().ToListAsync(ct)).SingleOrDefault();

    public async Task<IReadOnlyList<Message>> TakeDue(Guid numberId, int limit, DateTimeOffset now, CancellationToken ct) =>
        await db.Messages.FromSql($"""
            select m.* from communications.messages m
            where m.tenant_id = {db.TenantId} and m.number_id = {numberId} and m.delivery = 'queued' and m.next_attempt_at <= {now}
              and not exists (
                select from communications.messages ahead
                where ahead.tenant_id = m.tenant_id and ahead.number_id = m.number_id and ahead.address = m.address and ahead.delivery in ('queued', 'dispatching')
                  and (ahead.delivery = 'dispatching' or (ahead.created_at, ahead.id) < (m.created_at, m.id)))
            order by m.next_attempt_at, m.id limit {limit} for no key update of m skip locked
            """).IgnoreQueryFilters().AsTracking().ToListAsync(ct);

    public async Task<Mailbox?> TryLockMailbox(CancellationToken ct) =>
        (await db.Mailboxes.FromSql($"select b.* from communications.mailboxes b where b.tenant_id = {db.TenantId} for no key update skip locked")
            .IgnoreQueryFilters().AsTracking().ToListAsync(ct)).SingleOrDefault();

    public async Task<IReadOnlyList<Message>> TakeDueMail(int limit, DateTimeOffset now, CancellationToken ct) =>
        await db.Messages.FromSql($"""
            select m.* from communications.messages m
            where m.tenant_id = {db.TenantId} and m.number_id is null and m.delivery = 'queued' and m.next_attempt_at <= {now}
              and not exists (
                select from communications.messages ahead
                where ahead.tenant_id = m.tenant_id and ahead.number_id is null and ahead.address = m.address and ahead.delivery in ('queued', 'dispatching')
                  and (ahead.delivery = 'dispatching' or (ahead.created_at, ahead.id) < (m.created_at, m.id)))
            order by m.next_attempt_at, m.id limit {limit} for no key update of m skip locked
            """).IgnoreQueryFilters().AsTracking().ToListAsync(ct);

    public async Task<IReadOnlyList<Message>> Lock(IEnumerable<Guid> messageIds, CancellationToken ct)
    {
        Guid[] ids = [.. messageIds];
        return ids.Length == 0 ? [] : await db.Messages
            .FromSql($"select m.* from communications.messages m where m.tenant_id = {db.TenantId} and m.id = any({ids}) order by m.id for no key update")
            .IgnoreQueryFilters().AsTracking().ToListAsync(ct);
    }
}
