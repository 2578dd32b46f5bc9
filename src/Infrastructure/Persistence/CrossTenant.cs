using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Tenants;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>Calls the SECURITY DEFINER functions of <c>Sql/functions.sql</c>; nothing else crosses tenants.</summary>
internal sealed class CrossTenant(NpgsqlDataSource database) : ICrossTenant
{
    public Task<TenantFacts?> TenantBySlug(string slug, CancellationToken ct) => One(
        "select id, slug, name, locale, time_zone, default_region, responder_enabled, widget_origins from support.tenant_by_slug($1)", [slug],
        r => new TenantFacts(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetBoolean(6), r.GetFieldValue<string[]>(7)), ct);

    public Task<IReadOnlyList<Membership>> MembershipsOf(Guid accountId, CancellationToken ct) => All(
        "select tenant_id, slug, tenant_name, role, is_active from support.memberships_of($1)", [accountId],
        r => new Membership(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetBoolean(4)), ct);

    public Task<StaffFacts?> Staff(Guid tenantId, Guid accountId, CancellationToken ct) => One(
        """
        select name, email, role, is_active, locale, time_zone, presence, tenant_slug, tenant_name, visibility, team_ids, permissions, security_stamp from support.actor($1, $2)
        """, [tenantId, accountId],
        r => new StaffFacts(tenantId, accountId, r.GetString(0), r.GetString(1), r.GetString(2), r.GetBoolean(3), r.GetString(4), r.GetString(5),
            EnumAsWord<Presence>.Parse(r.GetString(6)), r.GetString(7), r.GetString(8), EnumAsWord<VisibilityPolicy>.Parse(r.GetString(9)),
            r.GetFieldValue<Guid[]>(10), r.GetFieldValue<string[]>(11).ToHashSet(), r.IsDBNull(12) ? null : r.GetString(12)), ct);

    public Task<IReadOnlyList<TenantRow>> Tenants(string? afterSlug, int limit, CancellationToken ct) => All(
        "select id, slug, name, staff_count, created_at from support.tenants_after($1, $2)", [afterSlug ?? "", limit],
        r => new TenantRow(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetInt32(3), r.GetFieldValue<DateTimeOffset>(4)), ct);

    public Task<PlatformFacts?> PlatformAdministrator(Guid accountId, CancellationToken ct) => One(
        "select coalesce(name, email), email, security_stamp from identity.accounts where id = $1 and is_super_admin and disabled_at is null", [accountId],
        r => new PlatformFacts(accountId, r.GetString(0), r.GetString(1), r.GetString(2)), ct);

    public Task<VisitFacts?> Visit(Guid tenantId, Guid visitId, Guid accountId, DateTimeOffset now, CancellationToken ct) => One(
        "select name, email, security_stamp, tenant_slug, tenant_name, permissions, reason, until_at from support.visit($1, $2, $3, $4, $5)",
        [tenantId, visitId, accountId, Roles.SuperAdmin, now.ToUniversalTime()],
        r => new VisitFacts(tenantId, visitId, new(accountId, r.GetString(0), r.GetString(1), r.GetString(2)), r.GetString(3), r.GetString(4),
            r.GetFieldValue<string[]>(5).ToHashSet(), r.GetString(6), r.GetFieldValue<DateTimeOffset>(7)), ct);

    public async Task<IReadOnlySet<string>> PermissionsOf(string role, CancellationToken ct) =>
        (await All("select permission from support.role_permissions where role = $1", [role], r => r.GetString(0), ct)).ToHashSet();

    public Task<TokenFacts?> TokenByHash(string hash, CancellationToken ct) => One(
        "select tenant_id, id, name, permissions, revoked_at from support.token_by_hash($1)", [hash],
        r => new TokenFacts(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetFieldValue<string[]>(3).ToHashSet(), Maybe<DateTimeOffset>(r, 4)), ct);

    public Task<NumberFacts?> NumberByChannelKey(string channelKey, CancellationToken ct) => One(
        "select tenant_id, id, e164, carrier, account_id, protected_secret, is_active from communications.number_by_channel_key($1)", [channelKey],
        r => new NumberFacts(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetBoolean(6)), ct);

    public Task<(Guid TenantId, Guid MailboxId)?> MailboxByChannelKey(string channelKey, CancellationToken ct) => One(
        "select tenant_id, id from communications.mailbox_by_channel_key($1)", [channelKey], r => ((Guid, Guid)?)Pair(r), ct);

    public Task<IReadOnlyList<Guid>> DueMailboxes(DateTimeOffset now, int limit, CancellationToken ct) =>
        All("select tenant_id from communications.due_mailboxes($1, $2)", [now.ToUniversalTime(), limit], r => r.GetGuid(0), ct);

    public Task<IReadOnlyList<(Guid TenantId, Guid NumberId)>> DueNumbers(DateTimeOffset now, int limit, CancellationToken ct) =>
        All("select tenant_id, number_id from communications.due_numbers($1, $2)", [now.ToUniversalTime(), limit], Pair, ct);

    public Task<IReadOnlyList<(Guid TenantId, Guid NumberId, bool Watches, bool Looks)>> NumbersToWatch(DateTimeOffset now, int limit, CancellationToken ct) => All(
        "select tenant_id, number_id, watches, looks from communications.due_numbers_to_watch($1, $2)", [now.ToUniversalTime(), limit],
        r => (r.GetGuid(0), r.GetGuid(1), r.GetBoolean(2), r.GetBoolean(3)), ct);

    public Task<IReadOnlyList<StuckMessage>> StuckMessages(DateTimeOffset now, DateTimeOffset dispatchedBefore, int ofNumber, int limit, CancellationToken ct) => All(
        "select tenant_id, message_id, number_id, delivery from communications.stuck_messages($1, $2, $3, $4)", [now.ToUniversalTime(), dispatchedBefore.ToUniversalTime(), ofNumber, limit],
        r => new StuckMessage(r.GetGuid(0), r.GetGuid(1), Maybe<Guid>(r, 2), EnumAsWord<DeliveryState>.Parse(r.GetString(3))), ct);

    public Task<IReadOnlyList<(Guid TenantId, Guid ReceiptId)>> DueReceipts(DateTimeOffset now, int limit, CancellationToken ct) =>
        All("select tenant_id, receipt_id from communications.due_receipts($1, $2)", [now.ToUniversalTime(), limit], Pair, ct);

    public Task<IReadOnlyList<(Guid TenantId, Guid CallId, bool IsNew)>> DueCalls(DateTimeOffset now, int limit, CancellationToken ct) => All(
        "select tenant_id, call_id, is_new from communications.due_calls($1, $2)", [now.ToUniversalTime(), limit], r => (r.GetGuid(0), r.GetGuid(1), r.GetBoolean(2)), ct);

    public Task<IReadOnlyList<(Guid TenantId, Guid RecordingId)>> DueRecordings(DateTimeOffset now, int limit, CancellationToken ct) =>
        All("select tenant_id, recording_id from communications.due_recordings($1, $2)", [now.ToUniversalTime(), limit], Pair, ct);

    public Task<IReadOnlyList<(Guid TenantId, Guid RecordingId)>> ExpiredRecordings(DateTimeOffset now, int limit, CancellationToken ct) =>
        All("select tenant_id, recording_id from communications.expired_recordings($1, $2)", [now.ToUniversalTime(), limit], Pair, ct);

    public async Task<IReadOnlyDictionary<string, QueueDepth>> QueueDepths(Guid? tenantId, DateTimeOffset now, CancellationToken ct) => (await All(
        "select queue, waiting, oldest from communications.queue_depths($1, $2, $3)",
        [new NpgsqlParameter { Value = (object?)tenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }, now.ToUniversalTime(), QueueDepth.Limit],
        r => (Queue: r.GetString(0), Depth: new QueueDepth(r.GetInt32(1), Maybe<DateTimeOffset>(r, 2))), ct)).ToDictionary(q => q.Queue, q => q.Depth);

    public Task<IReadOnlyList<(Guid TenantId, Guid NumberId)>> CarrierAccounts(CancellationToken ct) =>
        All("select tenant_id, number_id from communications.carrier_accounts()", [], Pair, ct);

    public Task<IReadOnlyList<(Guid TenantId, Guid EscalationId)>> DueBreaches(DateTimeOffset now, int limit, CancellationToken ct) =>
        All("select tenant_id, escalation_id from support.due_breaches($1, $2)", [now.ToUniversalTime(), limit], Pair, ct);

    public Task<IReadOnlyList<Guid>> UnsealedTenants(CancellationToken ct) =>
        All("select tenant_id from support.unsealed_tenants()", [], r => r.GetGuid(0), ct);

    public async Task<CarrierLoad> CarrierLoad(DateTimeOffset queuedBefore, CancellationToken ct) =>
        (await One("select paused_numbers, overdue_messages, uncertain_messages from communications.carrier_load($1)", [queuedBefore.ToUniversalTime()],
            r => new CarrierLoad(r.GetInt32(0), r.GetInt32(1), r.GetInt32(2)), ct))!;

    public async Task<EventCursor> EventsHead(CancellationToken ct) =>
        await One("select xid, seq from support.events_head()", [], r => (EventCursor?)Cursor(r), ct) ?? default;

    public Task<IReadOnlyList<EventRow>> EventsAfter(EventCursor cursor, int limit, CancellationToken ct) => All(
        """
        select xid, seq, tenant_id, conversation_id, escalation_id, type, at, actor_kind, actor_id, actor_name, data, team_id, owner_id, version
        from support.events_after($1, $2, $3)
        """, [cursor.Xid, cursor.Seq, limit],
        r => new EventRow(Cursor(r), r.GetGuid(2), r.GetGuid(3), Maybe<Guid>(r, 4), r.GetString(5), r.GetFieldValue<DateTimeOffset>(6), EnumAsWord<ActorKind>.Parse(r.GetString(7)),
            Maybe<Guid>(r, 8), r.GetString(9), r.GetString(10), Maybe<Guid>(r, 11), Maybe<Guid>(r, 12), r.GetInt64(13)), ct);

    private static (Guid, Guid) Pair(NpgsqlDataReader r) => (r.GetGuid(0), r.GetGuid(1));

    private static EventCursor Cursor(NpgsqlDataReader r) => new(r.GetFieldValue<ulong>(0), r.GetInt64(1));

    private static T? Maybe<T>(NpgsqlDataReader r, int column) where T : struct => r.IsDBNull(column) ? null : r.GetFieldValue<T>(column);

    private async Task<T?> One<T>(string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct) =>
        (await All(sql, parameters, read, ct)) is [var only, ..] ? only : default;

    private async Task<IReadOnlyList<T>> All<T>(string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        try
        {
            await using var command = database.CreateCommand(sql);
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter as NpgsqlParameter ?? new NpgsqlParameter { Value = parameter, DataTypeName = parameter is ulong ? "xid8" : null });
            await using var reader = await command.ExecuteReaderAsync(ct);
            List<T> rows = [];
            while (await reader.ReadAsync(ct))
                rows.Add(read(reader));
            return rows;
        }
        catch (Exception e) when (DatabaseErrors.Translate(e) is DatabaseAway away)
        {
            throw away;
        }
    }
}
