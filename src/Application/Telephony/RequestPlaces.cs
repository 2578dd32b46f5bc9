using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Where something that a customer sent belongs.</summary>
/// <param name="Escalation">Null for what asks for nobody.</param>
internal sealed record RequestPlace(Conversation Conversation, Escalation? Escalation);

/// <summary>What all ways in have in common: take part in an open request, or take up one that ended lately. Conversation and escalation are locked here, in this order.</summary>
internal static class RequestPlaces
{
    private const int Tries = 3;

    /// <summary>The latest open one of some requests, if there is one.</summary>
    public static async Task<RequestPlace?> JoinOpen(this IDeskDb db, IQueryable<Escalation> requests, CancellationToken ct)
    {
        // Between finding and locking it may have ended, and another one may have begun.
        for (var i = 0; i < Tries; i++)
        {
            if (await requests.Where(e => e.Unfinished).OrderByDescending(e => e.RequestedAt).Select(e => (Guid?)e.Id).FirstOrDefaultAsync(ct) is not { } id)
                return null;
            if (await db.LockPlace(id, ct) is { Escalation.IsOpen: true } place)
                return place;
        }

        return null;
    }

    /// <summary>Takes the last resolved one of some requests up again, within the tenant's window and with its last owner if that person is still here.</summary>
    /// <param name="channel">How the customer came.</param>
    public static async Task<RequestPlace?> ReopenRecent(this IDeskDb db, IQueryable<Escalation> requests, Channel channel, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - (await db.Tenant(ct)).ReopenWindow;
        if (await requests.Where(e => e.State == EscalationState.Resolved && e.ResolvedAt >= since).OrderByDescending(e => e.ResolvedAt).Select(e => (Guid?)e.Id).FirstOrDefaultAsync(ct) is not { } id
            || await db.LockPlace(id, ct) is not { Escalation: { } escalation } place)
            return null;
        if (escalation.IsOpen)
            return place;
        return await db.LockOpenEscalation(place.Conversation.Id, ct) is null && await db.ComeBack(escalation, place.Conversation, channel, now, ct) ? place : null;
    }

    /// <summary>Writes down what the customer did there; nothing where there is no place.</summary>
    public static void Tell(this IDeskDb db, RequestPlace? place, string type, object data, DateTimeOffset now)
    {
        if (place is { Conversation: var conversation, Escalation: var escalation })
        {
            db.Events.Add(new DeskEvent(conversation.TenantId, conversation.Id, escalation?.Id, type, now, Actor.Customer, data)
                .Concerning(escalation?.TeamId, escalation?.OwnerId, escalation?.Revision ?? 0));
        }
    }

    private static async Task<RequestPlace?> LockPlace(this IDeskDb db, Guid escalationId, CancellationToken ct) =>
        await db.LockConversationOf(escalationId, ct) is { } conversation && await db.LockEscalation(escalationId, ct) is { } escalation ? new(conversation, escalation) : null;
}
