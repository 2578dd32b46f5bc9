using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>What the carrier lists for a call whose recording it never announced.</summary>
public static class NoteCarrierRecordings
{
    [SystemOnly]
    public sealed record Command(Guid RecordingId, IReadOnlyList<CarrierRecording> Listed) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            if (await db.LockRecording(command.RecordingId, ct) is not { } found)
                return Unit.Value;
            var (recording, ids) = (found.Recording, command.Listed.Select(r => r.Id).ToList());
            var others = await db.Recordings.Where(r => r.NumberId == recording.NumberId && r.Id != recording.Id && r.CarrierRecordingId != null && ids.Contains(r.CarrierRecordingId))
                .Select(r => r.CarrierRecordingId!).ToListAsync(ct);
            // A carrier that does not know our calls lists those of the same two people: the nearest in time is this call's.
            var listed = command.Listed.Where(r => !others.Contains(r.Id)).OrderBy(r => (r.CreatedAt - recording.CreatedAt).Duration()).ToList();
            if (listed.FirstOrDefault(r => r.State == CarrierRecordingState.Completed) is { } ready)
                recording.BecomeAvailable(ready.Id, ready.Uri, ready.Seconds, ready.Channels, clock.GetUtcNow());
            else if (listed.Any(r => r.State == CarrierRecordingState.Absent))
                recording.Miss("absent", found.Escalation, clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
