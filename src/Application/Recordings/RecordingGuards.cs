using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Application.Recordings;

/// <summary>A recording is seen by who sees its request.</summary>
internal static class RecordingGuards
{
    /// <exception cref="NotFound">There is none that the actor sees.</exception>
    public static async Task<(Recording Recording, Escalation Escalation)> LockVisibleRecording(this IDeskDb db, IActor actor, Guid id, CancellationToken ct) =>
        await db.LockRecording(id, ct) is { } found && actor.Sees(found.Escalation.TeamId, found.Escalation.OwnerId) ? found : throw new NotFound("The recording");

    public static IQueryable<Recording> VisibleRecordings(this IDeskDb db, IActor actor) =>
        from r in db.Recordings
        join e in db.Escalations.VisibleTo(actor) on r.EscalationId equals e.Id
        select r;
}
