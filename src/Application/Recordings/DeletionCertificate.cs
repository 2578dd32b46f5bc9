using System.Text.Json;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Recordings;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Says of a deleted recording what was deleted where, when, why and by whom, from what its tombstone keeps.</summary>
internal static class DeletionCertificate
{
    public static string Of(Recording recording) => JsonSerializer.Serialize(new
    {
        recordingId = recording.Id,
        callId = recording.CallId,
        deletedAt = recording.DeletedAt,
        deletedBy = recording.DeletedBy,
        reason = recording.DeletionReason,
        store = recording.Store is null ? null : new { name = recording.Store, container = recording.Container, key = recording.Key, bytes = recording.SizeBytes, sha256 = recording.Sha256 },
        carrier = recording.CarrierRecordingId is null ? null : new { recordingId = recording.CarrierRecordingId, pending = recording.CarrierDeletedAt is null, deletedAt = recording.CarrierDeletedAt },
    }, EventData.Json);
}
