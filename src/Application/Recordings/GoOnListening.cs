using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Recordings;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>A listening session goes on: sound was asked for, or is being played from what was fetched before. So one session stays one row, and its key stays good.</summary>
public static class GoOnListening
{
    [Requires(Permissions.Recording.Read)]
    [NotAudited("Every few minutes while somebody listens; the session's row says until when.")]
    public sealed record Command(Guid RecordingId, string Key) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    /// <param name="GoesOn">False if the session is over: another one must be begun.</param>
    public sealed record Result(bool GoesOn);

    internal sealed class Handler(IDeskDb db, IActor actor, IListeningKeys keys, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var alive = now - Recording.SessionGap;
            if (keys.Read(command.Key, command.RecordingId, actor.Id ?? Guid.Empty) is not { } session || !await db.VisibleRecordings(actor).AnyAsync(r => r.Id == command.RecordingId, ct))
                return new(false);
            return new(await db.RecordingAccesses.Where(a => a.Id == session && a.LastAt >= alive).ExecuteUpdateAsync(a => a.SetProperty(x => x.LastAt, now), ct) > 0);
        }
    }
}
