using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Consents;

/// <summary>Who may be reached, and from which number.</summary>
internal static class ConsentRules
{
    /// <summary>The latest word about an address on a channel; null if there never was one.</summary>
    public static Task<Consent?> LatestConsent(this IDeskDb db, Channel channel, string address, CancellationToken ct) =>
        db.Consents.Where(c => c.Channel == channel && c.Address == address).OrderByDescending(c => c.GivenAt).ThenByDescending(c => c.Id).FirstOrDefaultAsync(ct);

    /// <summary>The latest word about each of several addresses; those without any are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, Consent>> LatestConsents(this IDeskDb db, Channel channel, IReadOnlyList<string> addresses, CancellationToken ct) =>
        addresses.Count == 0 ? new Dictionary<string, Consent>()
            : (await db.Consents.Where(c => c.Channel == channel && addresses.Contains(c.Address)).OrderBy(c => c.GivenAt).ThenBy(c => c.Id).ToListAsync(ct))
                .GroupBy(c => c.Address).ToDictionary(g => g.Key, g => g.Last());

    /// <summary>Records a permission on each channel unless the same one stands already. A withdrawal is only lifted by the customer's own word from that number.</summary>
    public static async Task GiveConsent(this IDeskDb db, Guid tenantId, Guid customerId, IReadOnlyList<Channel> channels, string address, ConsentSource source, string evidence,
        Guid? recordedById, DateTimeOffset now, CancellationToken ct)
    {
        var said = await db.Consents.Where(c => channels.Contains(c.Channel) && c.Address == address).OrderBy(c => c.GivenAt).ThenBy(c => c.Id).ToListAsync(ct);
        foreach (var channel in channels)
        {
            var latest = said.LastOrDefault(c => c.Channel == channel);
            if (latest is null || (latest.WithdrawnAt is not null && source == ConsentSource.StartWord))
                db.Consents.Add(new Consent(tenantId, customerId, channel, address, source, evidence, recordedById, now));
        }
    }

    /// <summary>
    /// The word that decides whether a number may be called: the latest about calls. Where there never was one, whoever texts us from the number may be answered at it by telephone too, until
    /// they ask to be left alone. Null if nothing permits it.
    /// </summary>
    public static async Task<Consent?> WordOnCalls(this IDeskDb db, string phone, CancellationToken ct) => await db.LatestConsent(Channel.Voice, phone, ct)
        ?? (await db.LatestConsent(Channel.Sms, phone, ct) is { WithdrawnAt: null, Source: ConsentSource.InboundMessage or ConsentSource.StartWord } texted ? texted : null);

    /// <summary>Takes back what stands for an address on a channel, by the customer's own word.</summary>
    public static async Task WithdrawConsent(this IDeskDb db, Guid tenantId, Guid customerId, Channel channel, string address, ConsentSource by, string evidence, DateTimeOffset now, CancellationToken ct)
    {
        var standing = await db.Consents.Where(c => c.Channel == channel && c.Address == address && c.WithdrawnAt == null).ToListAsync(ct);
        // Who opts out before there was any permission is remembered too: nobody may record one for them later.
        if (standing.Count == 0 && await db.LatestConsent(channel, address, ct) is null)
            standing.Add(db.Consents.Add(new Consent(tenantId, customerId, channel, address, ConsentSource.InboundMessage, evidence, null, now)).Entity);
        standing.ForEach(c => c.Withdraw(by, now, evidence));
    }

    /// <summary>The number that the customer knows us by: the one already used for the request, else the tenant's default; null if there is none.</summary>
    public static Task<Number?> NumberOf(this IDeskDb db, Escalation escalation, CancellationToken ct) =>
        db.Numbers.Where(n => n.IsActive && (n.Id == escalation.NumberId || n.IsDefault)).OrderByDescending(n => n.Id == escalation.NumberId).FirstOrDefaultAsync(ct);

    /// <summary>
    /// The number that may text this address now: the one already used for the request, else the tenant's default. Number and consent are read in one statement, and what the
    /// dispatcher would suppress later is refused early.
    /// </summary>
    /// <exception cref="RuleViolation"><c>no_consent</c>, <c>opted_out</c> or <c>no_number</c>.</exception>
    public static async Task<Number> NumberToText(this IDeskDb db, Escalation escalation, string address, CancellationToken ct)
    {
        var found = await db.Tenants.Select(_ => new
        {
            Consent = db.Consents.Where(c => c.Channel == Channel.Sms && c.Address == address).OrderByDescending(c => c.GivenAt).ThenByDescending(c => c.Id).FirstOrDefault(),
            Number = db.Numbers.Where(n => n.IsActive && (n.Id == escalation.NumberId || n.IsDefault)).OrderByDescending(n => n.Id == escalation.NumberId).FirstOrDefault(),
        }).SingleAsync(ct);
        if (found.Consent is null)
            throw new RuleViolation("no_consent", "The customer has not agreed to be reached this way; answer in the chat.");
        if (found.Consent.WithdrawnAt is not null)
            throw new RuleViolation("opted_out", "The customer has asked not to be texted any more.");
        return found.Number ?? throw new RuleViolation("no_number", "No telephone number is set up to send from.");
    }
}
