using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>
/// Where a customer's SMS belongs: the latest open request of the pair of numbers, else the last resolved one within the tenant's window, else a new one.
/// The caller holds the lock of the pair; conversation and escalation are locked here, in this order.
/// </summary>
internal sealed class InboundThread(IDeskDb db, Number number, string from)
{
    /// <summary>How the customer came.</summary>
    public enum Kind { Sms, Call }

    private IQueryable<Escalation> OfPair => db.Escalations.Where(e => e.Phone == from && (e.NumberId == number.Id || e.NumberId == null));

    /// <summary>The open request, if there is one.</summary>
    public Task<RequestPlace?> Join(CancellationToken ct) => db.JoinOpen(OfPair, ct);

    /// <summary>Takes the last resolved request up again, with its last owner if that person is still here.</summary>
    public Task<RequestPlace?> Reopen(Kind kind, DateTimeOffset now, CancellationToken ct) => db.ReopenRecent(OfPair, ChannelOf(kind), now, ct);

    /// <summary>A new request; the text, if there is one, is its reason.</summary>
    public async Task<RequestPlace> Open(Kind kind, string? text, DateTimeOffset now, CancellationToken ct)
    {
        var customer = await Customer(now, ct);
        var conversation = new Conversation(number.TenantId, customer.Id, ChannelOf(kind), customer.Locale, Actor.Customer, now);
        db.Conversations.Add(conversation);
        var writer = new CurrentActor { Kind = ActorKind.Customer, TenantId = number.TenantId, ConversationId = conversation.Id };
        var escalation = await db.Open(writer, conversation,
            kind == Kind.Call
                ? new(customer.Locale == "vi" ? "Khách hàng gọi điện" : "The customer called", ContactMethod.Call, from, null, Priority.Medium, EscalationOrigin.InboundCall, NumberId: number.Id)
                : new(EscalationOpening.ReasonOf(text ?? "", Channel.Sms, customer.Locale), ContactMethod.Sms, from, null, Priority.Medium, EscalationOrigin.InboundSms, NumberId: number.Id), now, ct);
        return new(conversation, escalation);
    }

    /// <summary>For words that ask for nothing: the open request, else the conversation in which this customer was last, else none.</summary>
    public async Task<RequestPlace?> LastPlace(CancellationToken ct)
    {
        if (await Join(ct) is { } open)
            return open;
        var last = await OfPair.OrderByDescending(e => e.RequestedAt).Select(e => (Guid?)e.ConversationId).FirstOrDefaultAsync(ct)
            ?? await (from c in db.Customers
                      where c.Phone == @from && c.PhoneVerifiedAt != null
                      join v in db.Conversations on c.Id equals v.CustomerId
                      orderby v.LastMessageAt descending
                      select (Guid?)v.Id).FirstOrDefaultAsync(ct);
        return last is { } id && await db.LockConversation(id, ct) is { } conversation ? new(conversation, null) : null;
    }

    /// <summary>Whoever is known to have this number; a number typed by a visitor proves nothing.</summary>
    public async Task<Customer> Customer(DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Customers.Where(c => c.Phone == from && c.PhoneVerifiedAt != null).OrderBy(c => c.CreatedAt).FirstOrDefaultAsync(ct) is { } known)
            return known;
        var customer = new Customer(number.TenantId, null, from, null, (await db.Tenant(ct)).Locale, now);
        customer.WroteFrom(from, now);
        db.Customers.Add(customer);
        return customer;
    }

    private static Channel ChannelOf(Kind kind) => kind == Kind.Call ? Channel.Voice : Channel.Sms;
}
