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
    [Requires(Permissions.Recording.Read)]
    public sealed record Query(Guid RecordingId, string Key, RecordingUse Use) : IQuery<Result>;

    /// <param name="Sha256">Serves as the version of the file: what was deleted and fetched anew is another one.</param>
    public sealed record Result(string Store, string Container, string Key, long SizeBytes, string ContentType, string Sha256, DateTimeOffset StoredAt);

    internal sealed class Handler(IDeskDb db, IActor actor, IListeningKeys keys) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            if (keys.Read(query.Key, query.RecordingId, actor.Id ?? Guid.Empty) is not { } session || !await db.RecordingAccesses.AnyAsync(a => a.Id == session && a.Use == query.Use, ct))
                throw new PermissionDenied("listening_key_needed", "Ask for a key to listen first; the last one is over.");
            return await db.VisibleRecordings(actor).Where(r => r.Id == query.RecordingId && r.State == RecordingState.Stored)
                .Select(r => new Result(r.Store!, r.Container!, r.Key!, r.SizeBytes!.Value, r.ContentType!, r.Sha256!, r.StoredAt!.Value)).SingleOrDefaultAsync(ct) ?? throw new NotFound("The recording");
        }
    }
}
