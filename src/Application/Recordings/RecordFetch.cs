using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Writes down how the copying of a recording goes: how far it is, that it failed, or that the audio is stored and verified.</summary>
public static class RecordFetch
{
    /// <param name="Bytes">Copied so far; with neither copy nor error the copying goes on.</param>
    [SystemOnly]
    public sealed record Command(Guid RecordingId, long Bytes, Copy? Copy = null, string? Error = null) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    public sealed record Copy(string Store, string Container, string Key, AudioFacts Facts);

    /// <param name="DeleteCarrierCopy">Whether the carrier's copy is to go now.</param>
    public sealed record Result(bool DeleteCarrierCopy);

    internal sealed class Handler(IDeskDb db, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await db.LockRecording(command.RecordingId, ct) is not { } found)
                return new(false);
            var (recording, escalation) = found;
            switch (command)
            {
                case { Copy: { } copy }:
                    var deletes = !(await db.Tenant(ct)).KeepsCarrierCopies;
                    recording.Stored(copy.Store, copy.Container, copy.Key, copy.Facts.Length, copy.Facts.Sha256, copy.Facts.ContentType, copy.Facts.Seconds, copy.Facts.Channels, copy.Facts.Peaks, deletes, escalation, now);
                    return new(deletes);
                case { Error: { } error }:
                    recording.FetchFailed(error, now);
                    break;
                default:
                    recording.Advance(command.Bytes, now);
                    break;
            }

            return new(false);
        }
    }
}
