using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Audit;

/// <summary>Adds one link to the tenant's chain, over the entries written since the last.</summary>
public static class SealAudit
{
    /// <summary>One link holds at most so many entries; what is left gets the next.</summary>
    public const int MaxEntries = 5000;

    [SystemOnly, NotAudited("A seal that left an entry would need a seal, without end.")]
    public sealed record Command : ICommand<Result>;

    /// <param name="Hash">The new head of the chain; kept elsewhere too, it proves that no link was cut off. Null if there was nothing to seal.</param>
    /// <param name="More">Entries are left for another link.</param>
    public sealed record Result(long Link, int Entries, string? Hash, bool More);

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var last = await db.AuditSeals.AsNoTracking().OrderByDescending(s => s.Link).FirstOrDefaultAsync(ct);
            var entries = await db.AuditEntries.Settled().AsNoTracking().After(last?.ToXid ?? 0, last?.ToSeq ?? 0).InOrder().Take(MaxEntries).ToListAsync(ct);
            if (entries.Count == 0)
                return new(last?.Link ?? 0, 0, null, More: false);

            var seal = new AuditSeal
            {
                TenantId = actor.TenantId, Link = (last?.Link ?? 0) + 1, ToXid = entries[^1].Xid, ToSeq = entries[^1].Seq, Entries = entries.Count,
                Hash = AuditChain.Next(last?.Hash ?? AuditChain.Genesis, entries), SealedAt = clock.GetUtcNow(),
            };
            db.AuditSeals.Add(seal);
            return new(seal.Link, seal.Entries, seal.Hash, entries.Count == MaxEntries);
        }
    }
}
