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
            var others = await db.Recordings.Where(r => r.CallId == found.Recording.CallId && r.Id != found.Recording.Id && r.CarrierRecordingId != null).Select(r => r.CarrierRecordingId!).ToListAsync(ct);
            var listed = command.Listed.Where(r => !others.Contains(r.Id)).ToList();
            if (listed.FirstOrDefault(r => r.State == CarrierRecordingState.Completed) is { } ready)
                found.Recording.BecomeAvailable(ready.Id, ready.Uri, ready.Seconds, ready.Channels, clock.GetUtcNow());
            else if (listed.Any(r => r.State == CarrierRecordingState.Absent))
                found.Recording.Miss("absent", found.Escalation, clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
