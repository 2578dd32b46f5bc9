using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Recordings;
using MediatR;

namespace EscalationCqrs.Application.Recordings;

/// <summary>The carrier's copy of a recording is gone; the certificate of a deletion is complete with it.</summary>
public static class NoteCarrierDeletion
{
    [SystemOnly]
    public sealed record Command(Guid RecordingId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            if (await db.LockRecording(command.RecordingId, ct) is not { Recording: var recording })
                return Unit.Value;
            recording.CarrierCopyDeleted(clock.GetUtcNow());
            if (recording.State == RecordingState.Deleted)
                recording.Certify(DeletionCertificate.Of(recording));
            return Unit.Value;
        }
    }
}
