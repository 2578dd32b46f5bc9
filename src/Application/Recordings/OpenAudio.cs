using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Where the audio of a recording lies, for those who hold a key to it.</summary>
public static class OpenAudio
{
    /// <summary>Players ask for sound in many small parts; of those the session learns about one a minute.</summary>
    private static readonly TimeSpan ToldEvery = TimeSpan.FromMinutes(1);

    [Requires(Permissions.Recording.Read)]
    public sealed record Query(Guid RecordingId, string Key, RecordingUse Use) : IQuery<Result>;

    /// <param name="IsNews">Whether the listening session is to be told that it goes on.</param>
    /// <param name="Sha256">Serves as the version of the file: what was deleted and fetched anew is another one.</param>
    public sealed record Result(string Store, string Container, string Key, long SizeBytes, string ContentType, string Sha256, DateTimeOffset StoredAt, bool IsNews);

    internal sealed class Handler(IDeskDb db, IActor actor, IListeningKeys keys, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var alive = now - Recording.SessionGap;
            if (keys.Read(query.Key, query.RecordingId, actor.Id ?? Guid.Empty) is not { } session
                || await db.RecordingAccesses.Where(a => a.Id == session && a.Use == query.Use && a.LastAt >= alive).Select(a => (DateTimeOffset?)a.LastAt).SingleOrDefaultAsync(ct) is not { } lastAt)
                throw new PermissionDenied("listening_key_needed", "Ask for a key to listen first; the last one is over.");
            return await db.VisibleRecordings(actor).Where(r => r.Id == query.RecordingId && r.State == RecordingState.Stored && r.DeletingSince == null)
                .Select(r => new Result(r.Store!, r.Container!, r.Key!, r.SizeBytes!.Value, r.ContentType!, r.Sha256!, r.StoredAt!.Value, now - lastAt >= ToldEvery)).SingleOrDefaultAsync(ct) ?? throw new NotFound("The recording");
        }
    }
}
