using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Application.Recordings;

/// <summary>
/// Deletes the audio of a recording and leaves a tombstone with a certificate. The row says first that it is being deleted, so that no hold comes too late; then our file goes, then the row is buried. What a node
/// or a store leaves half done is taken up again. The carrier's copy does not hold ours up: it is deleted with the patience of fetching, and the certificate says until then that it is pending.
/// </summary>
internal sealed class RecordingRemoval(IUnitOfWork work, IDeskDb db, IFileStores stores, TimeProvider clock)
{
    /// <param name="Kind">What the audit says.</param>
    /// <param name="Applies">False for a recording that is none for this order; throws for a rule that keeps it.</param>
    public sealed record Order(WorkKind Kind, Guid RecordingId, string Reason, Actor By, Func<Recording, Escalation, DateTimeOffset, bool> Applies);

    /// <param name="Store">Null where nothing is stored: it was never fetched.</param>
    private sealed record Place(string? Store, string? Container, string? Key);

    /// <returns>False if there is no recording to which the order applies.</returns>
    public async Task<bool> Run(Order order, CancellationToken ct)
    {
        if (await work.Run(order.Kind with { Audited = false }, () => Begin(order, ct), ct) is not { } place)
            return false;
        if (place.Store is { } store)
            await stores.Of(store).Delete(place.Container!, place.Key!, ct);
        await work.Run(order.Kind, () => Bury(order, ct), ct);
        return true;
    }

    private async Task<Place?> Begin(Order order, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await db.LockRecording(order.RecordingId, ct) is not { Recording: var recording, Escalation: var escalation } || !order.Applies(recording, escalation, now))
            return null;
        recording.BeginDeletion(order.Reason, order.By, now);
        return new(recording.Store, recording.Container, recording.Key);
    }

    private async Task<bool> Bury(Order order, CancellationToken ct)
    {
        if (await db.LockRecording(order.RecordingId, ct) is not { Recording: { DeletingSince: not null, DeletedAt: null } recording, Escalation: var escalation })
            return false;
        recording.Deleted(escalation, order.By, clock.GetUtcNow());
        recording.Certify(DeletionCertificate.Of(recording));
        return true;
    }
}
