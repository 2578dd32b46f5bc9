using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Compares a page of the carrier's list with ours: which of its recordings belong to calls of this desk and are not stored here.</summary>
public static class CompareRecordings
{
    [SystemOnly]
    public sealed record Query(Guid NumberId, IReadOnlyList<CarrierRecording> Listed) : IQuery<Result>;

    /// <param name="OfCalls">How many of the page belong to calls of this desk.</param>
    /// <param name="OfNoCall">How many do not: another use of the same account.</param>
    public sealed record Result(IReadOnlyList<Gap> Gaps, int OfCalls, int OfNoCall);

    public sealed record Gap(Guid CallId, CarrierRecording Listed);

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var listed = query.Listed.Where(r => r.State == CarrierRecordingState.Completed).ToList();
            var (sids, ids, numbers) = (listed.Select(r => r.CarrierCallId).Distinct().ToList(), listed.Select(r => r.Id).ToList(), db.Numbers.OfAccount(query.NumberId));
            var calls = await db.Calls.Where(c => numbers.Any(n => n.Id == c.NumberId) && c.CarrierCallId != null && sids.Contains(c.CarrierCallId)).ToDictionaryAsync(c => c.CarrierCallId!, c => c.Id, ct);
            // By the recording's own id too: some carriers list a call under another id than they gave it.
            var known = (await db.Recordings.Where(r => numbers.Any(n => n.Id == r.NumberId) && r.CarrierRecordingId != null && ids.Contains(r.CarrierRecordingId))
                .Select(r => new { Id = r.CarrierRecordingId!, r.CallId, IsSettled = r.State == RecordingState.Stored || r.State == RecordingState.Deleted }).ToListAsync(ct)).ToLookup(r => r.Id);
            var ours = (from l in listed
                        let call = known[l.Id].FirstOrDefault()?.CallId ?? (calls.TryGetValue(l.CarrierCallId, out var c) ? c : (Guid?)null)
                        where call is not null
                        select new Gap(call.Value, l)).ToList();
            return new([.. ours.Where(g => !known[g.Listed.Id].Any(k => k.IsSettled))], ours.Count, listed.Count - ours.Count);
        }
    }

    /// <summary>The numbers that share a number's account.</summary>
    internal static IQueryable<Number> OfAccount(this IQueryable<Number> numbers, Guid numberId) =>
        numbers.Where(n => numbers.Any(m => m.Id == numberId && m.Carrier == n.Carrier && m.AccountId == n.AccountId));
}
