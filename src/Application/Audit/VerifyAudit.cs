using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Audit;

/// <summary>Reckons the whole chain of the tenant again and names the first link that does not hold.</summary>
public static class VerifyAudit
{
    [Requires(Permissions.Audit.Read)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Links">Links that hold, counted from the first.</param>
    /// <param name="Entries">Entries that those links cover.</param>
    /// <param name="Unsealed">Entries that wait for their link; more than a few seconds' worth means that sealing stands still.</param>
    /// <param name="Head">Hash of the last link; compare it with one noted earlier to know that nothing was cut off behind it.</param>
    public sealed record Result(bool Intact, long Links, long Entries, int Unsealed, string? Head, BrokenLink? Broken, DateTimeOffset AsOf);

    /// <param name="Problem"><c>missing_link</c>, <c>entries_added_or_removed</c> or <c>entries_changed</c>.</param>
    /// <param name="From">When the first of its entries was written, null if none is left.</param>
    public sealed record BrokenLink(long Link, string Problem, int ExpectedEntries, int FoundEntries, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset SealedAt);

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var (links, entries, hash) = (0L, 0L, AuditChain.Genesis);
            var (xid, seq) = (0UL, 0L);
            foreach (var seal in await db.AuditSeals.AsNoTracking().OrderBy(s => s.Link).ToListAsync(ct))
            {
                var covered = await db.AuditEntries.AsNoTracking().Between(xid, seq, seal.ToXid, seal.ToSeq).InOrder().ToListAsync(ct);
                if (Problem(seal, links, hash, covered) is { } problem)
                {
                    var broken = new BrokenLink(links + 1, problem, seal.Entries, covered.Count, covered.FirstOrDefault()?.At, covered.LastOrDefault()?.At, seal.SealedAt);
                    return new(false, links, entries, 0, links == 0 ? null : hash, broken, clock.GetUtcNow());
                }

                (links, entries, hash, xid, seq) = (seal.Link, entries + covered.Count, seal.Hash, seal.ToXid, seal.ToSeq);
            }

            var unsealed = await db.AuditEntries.After(xid, seq).CountAsync(ct);
            return new(true, links, entries, unsealed, links == 0 ? null : hash, null, clock.GetUtcNow());
        }

        private static string? Problem(AuditSeal seal, long linksBefore, string hashBefore, List<AuditEntry> covered) =>
            seal.Link != linksBefore + 1 ? "missing_link"
            : covered.Count != seal.Entries ? "entries_added_or_removed"
            : AuditChain.Next(hashBefore, covered) != seal.Hash ? "entries_changed"
            : null;
    }
}
