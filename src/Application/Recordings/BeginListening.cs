using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Somebody begins to listen, or downloads: one row of access for each session, and a key that lets them have the audio as long as the session goes on.</summary>
public static class BeginListening
{
    /// <param name="IpAddress">Where the listener is.</param>
    [Requires(Permissions.Recording.Read)]
    public sealed record Command(Guid RecordingId, RecordingUse Use, string? IpAddress) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    /// <param name="Key">For the address of the audio, and for this listener alone.</param>
    /// <param name="Until">When the session ends, and the key with it, unless sound is asked for until then; each time sets it further.</param>
    public sealed record Result(string Key, DateTimeOffset Until);

    internal sealed class Handler(IDeskDb db, IActor actor, IListeningKeys keys, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            if (command.Use == RecordingUse.Download)
                actor.Demand(Permissions.Recording.Download);
            var now = clock.GetUtcNow();
            var (recording, _) = await db.LockVisibleRecording(actor, command.RecordingId, ct);
            var since = now - Recording.SessionGap;
            var session = await db.RecordingAccesses.Where(a => a.RecordingId == recording.Id && a.ActorId == actor.Id && a.Use == command.Use && a.LastAt >= since)
                .OrderByDescending(a => a.At).FirstOrDefaultAsync(ct);
            if (session is null || command.Use == RecordingUse.Download)
                db.RecordingAccesses.Add(session = recording.Access(actor.Stamp(), command.Use, command.IpAddress, now));
            else
                session.GoOn(now);
            return new(keys.Issue(recording.Id, session.Id, actor.Id ?? Guid.Empty), now + Recording.SessionGap);
        }
    }
}
