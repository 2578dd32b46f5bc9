using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>Writes on a connection of its own, since the command's transaction is rolled back, or there is none.</summary>
internal sealed partial class AuditLog(NpgsqlDataSource database, IActor actor, TimeProvider clock, ILogger<AuditLog> log) : IAuditLog
{
    public Task Refused(string action, (string Type, Guid? Id)? resource, AuditOutcome outcome, string code)
    {
        var severity = outcome is AuditOutcome.Denied or AuditOutcome.Failed ? AuditSeverity.Warning : AuditSeverity.Info;
        return Write(AuditTrail.Entry(actor, clock.GetUtcNow(), action, resource, outcome, severity, code));
    }

    public Task Done(string action, StaffFacts by)
    {
        var member = new CurrentActor { Kind = ActorKind.Staff, TenantId = by.TenantId, Id = by.AccountId, Name = by.Name, IpAddress = actor.IpAddress, UserAgent = actor.UserAgent };
        return Write(AuditTrail.Entry(member, clock.GetUtcNow(), action, ("staff_member", by.AccountId), AuditOutcome.Succeeded));
    }

    private async Task Write(AuditEntry entry)
    {
        try
        {
            await Insert(entry);
        }
        catch (Exception e)
        {
            NotWritten(log, e, entry.Action, entry.Code ?? "done");
        }
    }

    private async Task Insert(AuditEntry entry)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("select set_config('app.tenant', $1, true)") { Parameters = { new() { Value = entry.TenantId.ToString() } } },
                new("""
                    insert into support.audit_entries (tenant_id, id, at, actor_kind, actor_id, actor_name, action, resource_type, resource_id, outcome, severity, code,
                        changes, ip_address, user_agent) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '{}', $13, $14)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = entry.TenantId }, new() { Value = entry.Id }, new() { Value = entry.At }, Word(EnumAsWord<ActorKind>.Word(entry.ActorKind)),
                        Id(entry.ActorId), Word(entry.ActorName), Word(entry.Action), Word(entry.ResourceType), Id(entry.ResourceId),
                        Word(EnumAsWord<AuditOutcome>.Word(entry.Outcome)), Word(EnumAsWord<AuditSeverity>.Word(entry.Severity)), Word(entry.Code),
                        Word(entry.IpAddress), Word(entry.UserAgent),
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static NpgsqlParameter Word(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Id(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    [LoggerMessage(Level = LogLevel.Error, Message = "What became of {Action} ({Code}) could not be written to the audit log")]
    private static partial void NotWritten(ILogger log, Exception e, string action, string code);
}
