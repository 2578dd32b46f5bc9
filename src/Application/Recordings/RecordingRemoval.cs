using System.Text.Json;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Recordings;

/// <summary>
/// Deletes the audio of a recording everywhere and leaves a tombstone with a certificate. Files go first: if the node dies between, the same deletion finds nothing to delete and is written down then.
/// </summary>
internal sealed class RecordingRemoval(IUnitOfWork work, IDeskDb db, IFileStores stores, IEnumerable<ICallCarrier> carriers, ISecrets secrets, TimeProvider clock)
{
    /// <param name="Kind">What the audit says.</param>
    /// <param name="Applies">False for a recording that is none for this order; throws for a rule that keeps it.</param>
    /// <param name="CarrierToo">Also deletes the carrier's copy if that is still there.</param>
    public sealed record Order(WorkKind Kind, Guid RecordingId, string Reason, Actor By, bool CarrierToo, Func<Recording, Escalation, DateTimeOffset, bool> Applies);

    private sealed record Place(string Store, string Container, string Key, BeginFetch.Source? AtCarrier);

    /// <returns>False if there is no recording to which the order applies.</returns>
    public async Task<bool> Run(Order order, CancellationToken ct)
    {
        if (await work.Run(order.Kind with { Audited = false }, () => Find(order, ct), ct) is not { } place)
            return false;
        await stores.Of(place.Store).Delete(place.Container, place.Key, ct);
        if (place.AtCarrier is { } copy)
            await carriers.For(copy.Carrier).DeleteRecording(copy.Id, copy.Account, ct);
        await work.Run(order.Kind, () => Bury(order, place, ct), ct);
        return true;
    }

    private async Task<Place?> Find(Order order, CancellationToken ct)
    {
        if (await db.LockRecording(order.RecordingId, ct) is not { } found || !order.Applies(found.Recording, found.Escalation, clock.GetUtcNow()))
            return null;
        var recording = found.Recording;
        recording.GuardDeletable();
        var number = await db.Numbers.SingleAsync(n => n.Id == recording.NumberId, ct);
        var copy = order.CarrierToo && recording is { CarrierDeletedAt: null, CarrierRecordingId: { } id } ? new BeginFetch.Source(number.Carrier, secrets.Account(number), id, "", "") : null;
        return new(recording.Store!, recording.Container!, recording.Key!, copy);
    }

    private async Task<bool> Bury(Order order, Place place, CancellationToken ct)
    {
        if (await db.LockRecording(order.RecordingId, ct) is not { Recording: { State: RecordingState.Stored } recording, Escalation: var escalation })
            return false;
        var now = clock.GetUtcNow();
        if (place.AtCarrier is not null)
            recording.CarrierCopyDeleted(now);
        var certificate = JsonSerializer.Serialize(new
        {
            recordingId = recording.Id,
            callId = recording.CallId,
            deletedAt = now,
            deletedBy = order.By.Name,
            order.Reason,
            store = new { name = place.Store, container = place.Container, key = place.Key, bytes = recording.SizeBytes, sha256 = recording.Sha256 },
            carrier = new { recordingId = recording.CarrierRecordingId, deletedAt = recording.CarrierDeletedAt },
        }, EventData.Json);
        recording.Deleted(certificate, escalation, order.By, now);
        return true;
    }
}
