using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>What every way of opening a request has in common; the caller holds the conversation's lock and knows that none is open.</summary>
internal static class EscalationOpening
{
    /// <summary>Version of the text beside the consent box; <c>docs/widget.md</c> keeps the wording of each.</summary>
    public const string ConsentText = "widget-consent-1";

    public sealed record Request(string Reason, ContactMethod? Method, string? Phone, string? Email, Priority Priority, EscalationOrigin Origin, Guid? TeamId = null, Guid? NumberId = null);

    public static async Task<Escalation> Open(this IDeskDb db, IActor actor, Conversation conversation, Request request, DateTimeOffset now, CancellationToken ct)
    {
        var numberId = request.NumberId ?? await db.Numbers.Where(n => n.IsDefault && n.IsActive).Select(n => (Guid?)n.Id).SingleOrDefaultAsync(ct);
        var escalation = new Escalation(conversation, request.Reason, request.Method, request.Phone, request.Email, request.Priority, request.Origin,
            request.TeamId, numberId, await db.SlaTargets(request.Priority, ct), actor.Stamp(), now);
        db.Escalations.Add(escalation);
        DeskTelemetry.EscalationsCreated.Add(1, new("priority", request.Priority), new("method", request.Method), new("origin", request.Origin));
        return escalation;
    }

    /// <summary>The customer agreed to be reached by the chosen method.</summary>
    public static async Task RecordConsent(this IDeskDb db, IActor actor, Customer customer, ContactMethod? method, string? phone, string? email, ConsentSource source,
        string evidence, DateTimeOffset now, CancellationToken ct)
    {
        // One tick allows texts and calls about this request: that is what the box says.
        if (method is ContactMethod.Sms or ContactMethod.Call && phone is not null)
            await db.GiveConsent(customer.TenantId, customer.Id, [Channel.Sms, Channel.Voice], phone, source, evidence, actor.Id, now, ct);
        else if (method is ContactMethod.Email && email is not null)
            await db.GiveConsent(customer.TenantId, customer.Id, [Channel.Email], email, source, evidence, actor.Id, now, ct);
    }

    /// <summary>Reads a typed telephone number under the tenant's country.</summary>
    /// <exception cref="FieldRefused">Nobody could dial it.</exception>
    public static async Task<string?> ReadPhone(this IDeskDb db, string? typed, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        var region = (await db.Tenant(ct)).DefaultRegion;
        return PhoneNumber.TryParse(typed, region, out var number)
            ? number.E164
            : throw new FieldRefused("phone", "bad_phone", "This is not a telephone number we can reach; add the country code, as in +1 415 555 0123.");
    }
}
