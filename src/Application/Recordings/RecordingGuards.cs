using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>A recording is seen by who sees its request.</summary>
internal static class RecordingGuards
{
    /// <exception cref="NotFound">There is none that the actor sees.</exception>
    public static async Task<(Recording Recording, Escalation Escalation)> LockVisibleRecording(this IDeskDb db, IActor actor, Guid id, CancellationToken ct) =>
        await db.LockRecording(id, ct) is { } found && actor.Sees(found.Escalation.TeamId, found.Escalation.OwnerId) ? found : throw new NotFound("The recording");

    /// <summary>
    /// One recording of a call that is locked. A call may be recorded twice: once while somebody's telephone was answered, and then the message that was left. Each at the carrier is a row here, and one of which the
    /// carrier's id is not known yet stands for the next that is announced.
    /// </summary>
    /// <param name="carrierRecordingId">Null for the first.</param>
    public static async Task<Recording?> RecordingOf(this IDeskDb db, Call call, string? carrierRecordingId, CancellationToken ct)
    {
        var all = (await db.Recordings.Where(r => r.CallId == call.Id).OrderBy(r => r.CreatedAt).ToListAsync(ct)).Union(db.Recordings.Local.Where(r => r.CallId == call.Id)).ToList();
        return carrierRecordingId is null ? all.FirstOrDefault() : all.FirstOrDefault(r => r.CarrierRecordingId == carrierRecordingId) ?? all.FirstOrDefault(r => r.CarrierRecordingId is null);
    }

    public static IQueryable<Recording> VisibleRecordings(this IDeskDb db, IActor actor) =>
        from r in db.Recordings
        join e in db.Escalations.VisibleTo(actor) on r.EscalationId equals e.Id
        select r;
}
