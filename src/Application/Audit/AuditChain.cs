using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Events;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Audit;

/// <summary>How the links of a tenant's chain are made: SHA-256 over the hash before and the canonical text of each entry, in order.</summary>
internal static class AuditChain
{
    /// <summary>Stands before the first link.</summary>
    public static readonly string Genesis = new('0', 64);

    public static string Next(string previous, IEnumerable<AuditEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(previous));
        foreach (var entry in entries)
            hash.AppendData(Canonical(entry));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Entries after one place in the order and up to another.</summary>
    public static IQueryable<AuditEntry> Between(this IQueryable<AuditEntry> entries, ulong afterXid, long afterSeq, ulong toXid, long toSeq) =>
        entries.After(afterXid, afterSeq).Where(e => e.Xid <= toXid && (e.Xid < toXid || e.Seq <= toSeq));

    public static IQueryable<AuditEntry> After(this IQueryable<AuditEntry> entries, ulong xid, long seq) =>
        entries.Where(e => e.Xid >= xid && (e.Xid > xid || e.Seq > seq));

    public static IQueryable<AuditEntry> InOrder(this IQueryable<AuditEntry> entries) => entries.OrderBy(e => e.Xid).ThenBy(e => e.Seq);

    /// <summary>Entries that no transaction in flight can still precede.</summary>
    public static IQueryable<AuditEntry> Settled(this DbSet<AuditEntry> entries) =>
        entries.FromSql($"select * from support.audit_entries where xid < pg_snapshot_xmin(pg_current_snapshot())");

    /// <summary>Every field, in a fixed order, as one JSON array a line: no two different entries have the same text.</summary>
    private static byte[] Canonical(AuditEntry e) =>
    [
        .. JsonSerializer.SerializeToUtf8Bytes(new object?[]
        {
            e.TenantId, e.Id, e.Xid, e.Seq, e.At.UtcTicks, e.ActorKind, e.ActorId, e.ActorName, e.Action, e.ResourceType, e.ResourceId, e.Outcome, e.Severity, e.Code,
            e.Changes, e.IpAddress, e.UserAgent,
        }, EventData.Json),
        (byte)'\n',
    ];
}
