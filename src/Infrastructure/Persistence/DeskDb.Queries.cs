using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Responder;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Domain.Tenants;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <content>Locks, text search and audit entries on demand.</content>
public sealed partial class DeskDb
{
    // A lock must be the outermost part of its statement: no filter may be composed around it, so the tenant is named inside.
    public Task<Conversation?> LockConversation(Guid id, CancellationToken ct) =>
        One(Conversations.FromSql($"select c.* from support.conversations c where c.tenant_id = {TenantId} and c.id = {id} for no key update"), ct);

    public Task<Number?> LockNumber(Guid id, CancellationToken ct) =>
        One(Numbers.FromSql($"select n.* from communications.numbers n where n.tenant_id = {TenantId} and n.id = {id} for no key update"), ct);

    public Task<Conversation?> LockConversationOf(Guid escalationId, CancellationToken ct) =>
        One(Conversations.FromSql($"""
            select c.* from support.conversations c join support.escalations e on e.tenant_id = c.tenant_id and e.conversation_id = c.id
            where e.tenant_id = {TenantId} and e.id = {escalationId} for no key update of c
            """), ct);

    public Task<Escalation?> LockEscalation(Guid id, CancellationToken ct) =>
        Locked($"select id as \"Value\" from support.escalations where tenant_id = {TenantId} and id = {id} for no key update", ct);

    public Task<Escalation?> LockOpenEscalation(Guid conversationId, CancellationToken ct) =>
        Locked($"select id as \"Value\" from support.escalations where tenant_id = {TenantId} and conversation_id = {conversationId} and unfinished for no key update", ct);

    public async Task<(Call Call, Escalation Escalation)?> LockCall(Guid id, CancellationToken ct) =>
        await Calls.AsNoTracking().Where(c => c.Id == id).Select(c => (Guid?)c.EscalationId).SingleOrDefaultAsync(ct) is { } about && await LockEscalation(about, ct) is { } escalation
        && await One(Calls.FromSql($"select c.* from communications.calls c where c.tenant_id = {TenantId} and c.id = {id} for no key update"), ct) is { } call ? (call, escalation) : null;

    public async Task<(Recording Recording, Escalation Escalation)?> LockRecording(Guid id, CancellationToken ct) =>
        await Recordings.AsNoTracking().Where(r => r.Id == id).Select(r => (Guid?)r.EscalationId).SingleOrDefaultAsync(ct) is { } about && await LockEscalation(about, ct) is { } escalation
        && await One(Recordings.FromSql($"select r.* from communications.recordings r where r.tenant_id = {TenantId} and r.id = {id} for no key update"), ct) is { } recording
            ? (recording, escalation) : null;

    public async Task<IReadOnlyList<Guid>> SearchEscalations(IActor viewer, string text, IReadOnlyList<EscalationState>? states, int limit, CancellationToken ct)
    {
        var among = states?.Select(EnumAsWord<EscalationState>.Word).ToArray();
        var scope = Scope(viewer);
        var (me, teams) = (viewer.Id ?? Guid.Empty, viewer.TeamIds.ToArray());
        return await Database.SqlQuery<Guid>($"""
            select id as "Value" from support.search_escalations({TenantId}, {text}, {among}, {scope}, {me}, {teams}, {limit}) with ordinality as f(id, n) order by n
            """).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<Guid>> SearchRecordings(IActor viewer, RecordingSearch search, int limit, CancellationToken ct)
    {
        var (state, scope, me, teams) = (search.State is { } s ? EnumAsWord<RecordingState>.Word(s) : null, Scope(viewer), viewer.Id ?? Guid.Empty, viewer.TeamIds.ToArray());
        var (at, id) = (search.Before?.At.ToUniversalTime(), search.Before?.Id);
        return await Database.SqlQuery<Guid>($"""
            select id as "Value" from communications.search_recordings({TenantId}, {search.Text}, {state}, {search.AgentId}, {search.HoldOnly}, {at}, {id}, {scope}, {me}, {teams}, {limit}) with ordinality as f(id, n) order by n
            """).ToListAsync(ct);
    }

    public async Task<FaqEntry?> FindAnswer(string text, string locale, CancellationToken ct)
    {
        var found = await Database.SqlQuery<Guid?>($"select support.find_answer({TenantId}, {text}, {locale}) as \"Value\"").ToListAsync(ct);
        return found[0] is { } id ? await FaqEntries.SingleOrDefaultAsync(f => f.Id == id, ct) : null;
    }

    public void Audit(string action, string resourceType, Guid? resourceId, AuditSeverity severity = AuditSeverity.Info, string? code = null) =>
        AuditEntries.Add(AuditTrail.Entry(holder.Actor, clock.GetUtcNow(), action, (resourceType, resourceId), AuditOutcome.Succeeded, severity, code));

    private static string Scope(IActor viewer) => Visibility.SeesAll(viewer) ? "tenant" : viewer.Visibility == VisibilityPolicy.Own ? "own" : "team";

    private async Task<Escalation?> Locked(FormattableString sql, CancellationToken ct)
    {
        var locked = await Database.SqlQuery<Guid>(sql).ToListAsync(ct);
        if (locked is not [var id])
            return null;
        // After the lock, in a statement of its own: a join within the first would read the assignments as they were before the wait.
        return await Escalations.AsTracking().Include(e => e.Assignments.Where(a => a.ToAt == null)).SingleOrDefaultAsync(e => e.Id == id, ct);
    }

    private static async Task<T?> One<T>(IQueryable<T> locked, CancellationToken ct) where T : class =>
        (await locked.IgnoreQueryFilters().AsTracking().ToListAsync(ct)).SingleOrDefault();
}
