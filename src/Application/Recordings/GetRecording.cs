using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>One recording with all that is known of it, who listened, and the notes on it.</summary>
public static class GetRecording
{
    private const int MostAccesses = 100;

    [Requires(Permissions.Recording.Read)]
    public sealed record Query(Guid RecordingId) : IQuery<Result>;

    /// <param name="Peaks">For each channel the loudness of equal stretches, 0 to 127; empty where the format gives none.</param>
    /// <param name="Progress">Bytes copied so far.</param>
    /// <param name="LegalHold">Why it must be kept; null if it need not.</param>
    /// <param name="Certificate">What was deleted where, as JSON; null unless it was deleted.</param>
    /// <param name="Accesses">The latest hundred, newest first.</param>
    public sealed record Result(Guid Id, Guid CallId, Guid EscalationId, Guid CustomerId, RecordingState State, Direction Direction, string? AgentName, int? Seconds, int? Channels,
        long? SizeBytes, string? Sha256, string? ContentType, IReadOnlyList<IReadOnlyList<int>> Peaks, long Progress, string? Error, int RetentionDays, DateTimeOffset? DeleteAfter, string? LegalHold,
        string? ExternalReference, string? Transcript, string? CarrierRecordingId, DateTimeOffset CreatedAt, DateTimeOffset? StoredAt, DateTimeOffset? CarrierDeletedAt, DateTimeOffset? DeletedAt,
        string? Certificate, int AccessedCount, string? LastAccessedBy, DateTimeOffset? LastAccessedAt, IReadOnlyList<Access> Accesses, IReadOnlyList<Note> Notes);

    public sealed record Access(string By, RecordingUse Use, DateTimeOffset At);

    public sealed record Note(Guid Id, int AtSecond, string Text, string Author, DateTimeOffset At);

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var r = await db.VisibleRecordings(actor).AsNoTracking().SingleOrDefaultAsync(r => r.Id == query.RecordingId, ct) ?? throw new NotFound("The recording");
            var direction = await db.Calls.Where(c => c.Id == r.CallId).Select(c => c.Direction).SingleAsync(ct);
            var accesses = await db.RecordingAccesses.Where(a => a.RecordingId == r.Id).OrderByDescending(a => a.At).Take(MostAccesses).Select(a => new Access(a.ActorName, a.Use, a.At)).ToListAsync(ct);
            var notes = await db.RecordingNotes.Where(n => n.RecordingId == r.Id).OrderBy(n => n.AtSecond).ThenBy(n => n.CreatedAt)
                .Select(n => new Note(n.Id, n.AtSecond, n.Text, n.AuthorName, n.CreatedAt)).ToListAsync(ct);
            return new(r.Id, r.CallId, r.EscalationId, r.CustomerId, r.State, direction, r.AgentName, r.DurationSeconds, r.Channels, r.SizeBytes, r.Sha256, r.ContentType, Peaks(r), r.Progress, r.Error,
                r.RetentionDays, r.DeleteAfter, r.LegalHold, r.ExternalReference, r.Transcript, r.CarrierRecordingId, r.CreatedAt, r.StoredAt, r.CarrierDeletedAt, r.DeletedAt, r.Certificate,
                r.AccessedCount, r.LastAccessedBy, r.LastAccessedAt, accesses, notes);
        }

        private static IReadOnlyList<IReadOnlyList<int>> Peaks(Recording r) =>
            r is { Peaks.Length: > 0, Channels: { } channels } ? [.. r.Peaks.Chunk(r.Peaks.Length / channels).Take(channels).Select(c => (IReadOnlyList<int>)[.. c.Select(p => (int)p)])] : [];
    }
}
