using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Consents;

/// <summary>
/// Whose texts wait for the end of quiet hours. They are reckoned in the customer's zone: the one that the browser or staff told, else that of the number's country (where it keeps several,
/// it must be quiet in none of them), else the tenant's.
/// </summary>
internal static class QuietRules
{
    /// <summary>Those of the messages whose customers are in their quiet hours and have been silent for a while, with when that ends.</summary>
    public static async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> QuietUntil(this IDeskDb db, IReadOnlyList<Message> messages, DateTimeOffset now, CancellationToken ct)
    {
        if (messages.Count == 0 || await db.Tenants.Select(t => new { t.QuietFrom, t.QuietUntil, t.TimeZone }).SingleAsync(ct) is not { QuietFrom: { } from, QuietUntil: { } until } tenant)
            return new Dictionary<Guid, DateTimeOffset>();
        var ids = messages.Select(m => m.EscalationId).OfType<Guid>().Distinct().ToList();
        var silent = await (from e in db.Escalations
                            where ids.Contains(e.Id) && (e.LastCustomerMessageAt == null || e.LastCustomerMessageAt < now - QuietHours.StillTalking)
                            join c in db.Customers on e.CustomerId equals c.Id
                            select new { e.Id, c.TimeZone }).ToDictionaryAsync(e => e.Id, e => e.TimeZone, ct);
        var home = TimeZoneInfo.FindSystemTimeZoneById(tenant.TimeZone);
        return messages.Where(m => m.EscalationId is { } id && silent.ContainsKey(id))
            .Select(m => (m.Id, End: new QuietHours(from, until).EndAt(now, Zones(silent[m.EscalationId!.Value], m.Address!, home), home)))
            .Where(m => m.End is not null).ToDictionary(m => m.Id, m => m.End!.Value);
    }

    private static IReadOnlyList<TimeZoneInfo> Zones(string? told, string phone, TimeZoneInfo home) =>
        told is not null ? [TimeZoneInfo.FindSystemTimeZoneById(told)] : CountryZones.Of(phone) is { Count: > 0 } zones ? zones : [home];

    /// <summary>The customer wrote: what waited for the morning goes out now.</summary>
    public static async Task ReleaseHeld(this IDeskDb db, Guid conversationId, DateTimeOffset now, CancellationToken ct)
    {
        if ((await db.Tenant(ct)).Quiet is null)
            return;
        var held = await db.Messages.Where(m => m.ConversationId == conversationId && m.Delivery == DeliveryState.Queued && m.DeliveryReason == Message.QuietHours).ToListAsync(ct);
        held.ForEach(m => m.Release(now));
    }

    /// <summary>The customer is elsewhere: what waits for the morning of another place is due, and held again if it is night there too.</summary>
    public static async Task JudgeHeldAnew(this IDeskDb db, Guid customerId, DateTimeOffset now, CancellationToken ct)
    {
        var held = await db.Messages.Where(m => m.Delivery == DeliveryState.Queued && m.DeliveryReason == Message.QuietHours)
            .Where(m => db.Conversations.Any(c => c.Id == m.ConversationId && c.CustomerId == customerId)).ToListAsync(ct);
        held.ForEach(m => m.Release(now));
    }
}
