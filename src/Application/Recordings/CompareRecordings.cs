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
            var (sids, numbers) = (listed.Select(r => r.CarrierCallId).Distinct().ToList(), db.Numbers.OfAccount(query.NumberId));
            var calls = await (from c in db.Calls
                               where numbers.Any(n => n.Id == c.NumberId) && c.CarrierCallId != null && sids.Contains(c.CarrierCallId)
                               select new { c.Id, c.CarrierCallId, Settled = db.Recordings.Where(r => r.CallId == c.Id && (r.State == RecordingState.Stored || r.State == RecordingState.Deleted)).Select(r => r.CarrierRecordingId).ToList() })
                .ToDictionaryAsync(c => c.CarrierCallId!, ct);
            var ours = listed.Where(r => calls.ContainsKey(r.CarrierCallId)).ToList();
            return new([.. ours.Where(r => !calls[r.CarrierCallId].Settled.Contains(r.Id)).Select(r => new Gap(calls[r.CarrierCallId].Id, r))],
                ours.Count, listed.Count - ours.Count);
        }
    }

    /// <summary>The numbers that share a number's account.</summary>
    internal static IQueryable<Number> OfAccount(this IQueryable<Number> numbers, Guid numberId) =>
        numbers.Where(n => numbers.Any(m => m.Id == numberId && m.Carrier == n.Carrier && m.AccountId == n.AccountId));
}
