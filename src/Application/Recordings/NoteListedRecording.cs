using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Recordings;
using MediatR;

namespace EscalationCqrs.Application.Recordings;

/// <summary>The carrier lists a recording of one of our calls that is not stored here. One that was never reported, or was given up as missing, is fetched now.</summary>
public static class NoteListedRecording
{
    [SystemOnly]
    public sealed record Command(Guid CallId, CarrierRecording Listed) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("call", CallId);
    }

    /// <param name="Found">It was not known to be there.</param>
    public sealed record Result(Guid? RecordingId, bool Found);

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await db.LockCall(command.CallId, ct) is not { } found)
                return new(null, false);
            var recording = await db.RecordingOf(found.Call, command.Listed.Id, ct);
            if (recording is null)
                db.Recordings.Add(recording = new(found.Call, (await db.Tenant(ct)).RecordingDays, now));
            // What failed stays failed until a person tries again: it was tried often enough. What was deleted before it was known is deleted there too.
            var isNew = recording.State is RecordingState.Expected or RecordingState.Missing or RecordingState.Deleted
                && recording.BecomeAvailable(command.Listed.Id, command.Listed.Uri, command.Listed.Seconds, command.Listed.Channels, now);
            recording.Checked(has: true, command.Listed.PurgedAt, now);
            return new(recording.Id, isNew);
        }
    }
}
