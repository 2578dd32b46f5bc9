using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Writes down how an account's list compared with ours, and which of ours the carrier did not list.</summary>
public static class ConcludeInventory
{
    /// <summary>The carrier's list may lag behind its own announcements.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(10);

    /// <param name="StartedAt">When the look through the list began.</param>
    /// <param name="Since">From when on it was looked through.</param>
    /// <param name="Error">Why it was not looked through to its end; the counts do not count then.</param>
    [SystemOnly, NotAudited("Every hour for every account; what it finds is on the recordings, whose changes are audited.")]
    public sealed record Command(Guid NumberId, DateTimeOffset StartedAt, DateTimeOffset Since, int Listed, int Found, int OfNoCall, string? Error = null) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);
    }

    /// <param name="Gone">Ours that the carrier should have and does not list.</param>
    public sealed record Result(int Gone);

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var inventory = await db.RecordingInventories.SingleOrDefaultAsync(i => i.Id == command.NumberId, ct);
            if (inventory is null)
                db.RecordingInventories.Add(inventory = new(await db.Numbers.SingleAsync(n => n.Id == command.NumberId, ct)));
            if (command.Error is { } error)
            {
                inventory.Fail(error, now);
                return new(0);
            }

            // A whole day of margin: carriers filter by day.
            var (from, to, numbers) = (command.Since.AddDays(1), command.StartedAt - Lag, db.Numbers.OfAccount(command.NumberId));
            var gone = await db.Recordings
                .Where(r => r.State != RecordingState.Stored && r.State != RecordingState.Deleted && r.State != RecordingState.Expected && r.CarrierRecordingId != null && r.CreatedAt >= from && r.CreatedAt < to
                    && (r.CarrierCheckedAt == null || r.CarrierCheckedAt < command.StartedAt) && numbers.Any(n => n.Id == r.NumberId))
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.CarrierHas, false).SetProperty(x => x.CarrierCheckedAt, now), ct);
            inventory.Take(command.Since, command.Listed, command.Found, command.OfNoCall, gone, now);
            return new(gone);
        }
    }
}
