using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Somebody begins to listen, or downloads: one row of access for each session, and a key that lets them have the audio for a while.</summary>
public static class BeginListening
{
    /// <param name="IpAddress">Where the listener is.</param>
    [Requires(Permissions.Recording.Read)]
    public sealed record Command(Guid RecordingId, RecordingUse Use, string? IpAddress) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    /// <param name="Key">For the address of the audio; valid until <paramref name="Until"/> and for this listener alone.</param>
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
            return new(keys.Issue(recording.Id, session.Id, actor.Id ?? Guid.Empty), now + keys.ValidFor);
        }
    }
}
