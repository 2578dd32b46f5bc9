using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>What every way of opening a request has in common; the caller holds the conversation's lock and knows that none is open.</summary>
internal static class EscalationOpening
{
    public sealed record Request(string Reason, ContactMethod? Method, string? Phone, string? Email, Priority Priority, EscalationOrigin Origin, Guid? TeamId = null, Guid? NumberId = null);

    public static async Task<Escalation> Open(this IDeskDb db, IActor actor, Conversation conversation, Request request, DateTimeOffset now, CancellationToken ct)
    {
        var numberId = request.NumberId ?? await db.Numbers.Where(n => n.IsDefault && n.IsActive).Select(n => (Guid?)n.Id).SingleOrDefaultAsync(ct);
        var escalation = new Escalation(conversation, request.Reason, request.Method, request.Phone, request.Email, request.Priority, request.Origin,
            request.TeamId, numberId, await db.SlaTargets(request.Priority, ct), actor.Stamp(), now);
        if (actor.Kind != ActorKind.Customer)
            escalation.LastHeardAt(await db.Messages.Where(m => m.ConversationId == conversation.Id && m.Direction == Direction.Inbound).MaxAsync(m => (DateTimeOffset?)m.CreatedAt, ct));
        db.Escalations.Add(escalation);
        DeskTelemetry.EscalationsCreated.Add(1, new("priority", request.Priority), new("method", request.Method), new("origin", request.Origin));
        return escalation;
    }

    /// <summary>The customer came back: the conversation's last resolved request is taken up again within the tenant's window, else a new one begins with these words.</summary>
    public static async Task<Escalation> TakeUp(this IDeskDb db, IActor actor, Conversation conversation, Channel channel, string text, DateTimeOffset now, CancellationToken ct)
    {
        var last = await db.Escalations.Where(e => e.ConversationId == conversation.Id && e.State == EscalationState.Resolved)
            .OrderByDescending(e => e.ResolvedAt).Select(e => (Guid?)e.Id).FirstOrDefaultAsync(ct);
        if (last is { } id && await db.LockEscalation(id, ct) is { } escalation && await db.ComeBack(escalation, conversation, channel, now, ct))
            return escalation;
        return await db.Open(actor, conversation, new(ReasonOf(text, channel, conversation.Locale), null, null, null, Priority.Medium, EscalationOrigin.InboundChat), now, ct);
    }

    /// <returns>False if the tenant's window has passed.</returns>
    public static async Task<bool> ComeBack(this IDeskDb db, Escalation escalation, Conversation conversation, Channel channel, DateTimeOffset now, CancellationToken ct)
    {
        var window = (await db.Tenant(ct)).ReopenWindow;
        if (!escalation.CanReopen(window, now))
            return false;
        escalation.ComeBack(channel, window, await db.LastOwner(escalation, ct), conversation, now);
        return true;
    }

    /// <summary>Whoever had it last, if that person is still here.</summary>
    public static Task<StaffMember?> LastOwner(this IDeskDb db, Escalation escalation, CancellationToken ct) =>
        db.Staff.SingleOrDefaultAsync(s => s.Id == escalation.OwnerId && s.IsActive, ct);

    /// <summary>What a customer wrote, as the reason of a request: it needs some length, so "Hi" gets a few words of ours around it.</summary>
    public static string ReasonOf(string text, Channel channel, string locale) => (text.Trim(), locale, channel) switch
    {
        ({ Length: >= Escalation.MinReasonLength } reason, _, _) => reason.Length <= Escalation.MaxReasonLength ? reason : reason[..Escalation.MaxReasonLength],
        ("", "vi", Channel.Sms) => "Khách hàng gửi tin nhắn SMS không có chữ",
        ("", _, Channel.Sms) => "The customer sent an SMS without words",
        (var brief, "vi", Channel.Sms) => $"Khách hàng nhắn SMS: {brief}",
        (var brief, _, Channel.Sms) => $"The customer wrote by SMS: {brief}",
        (var brief, "vi", _) => $"Khách hàng viết: {brief}",
        (var brief, _, _) => $"The customer wrote: {brief}",
    };

    /// <summary>The customer agreed to be reached by the chosen method.</summary>
    public static async Task RecordConsent(this IDeskDb db, IActor actor, Customer customer, ContactMethod? method, string? phone, string? email, ConsentSource source,
        string evidence, DateTimeOffset now, CancellationToken ct)
    {
        // One tick allows texts and calls about this request: that is what the box says.
        if (method is ContactMethod.Sms or ContactMethod.Call && phone is not null)
            await db.GiveConsent(customer.TenantId, customer.Id, [Channel.Sms, Channel.Voice], phone, source, evidence, actor.Id, now, ct);
        else if (method is ContactMethod.Email && MailAddress.NormalOrNull(email) is { } address)
            await db.GiveConsent(customer.TenantId, customer.Id, [Channel.Email], address, source, evidence, actor.Id, now, ct);
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
