using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>
/// Where a customer's e-mail belongs: the conversation of the e-mails that it refers to, else the sender's request; open ones are joined, recent ones reopened, otherwise a new one
/// begins. A sender's address is not verified: it finds a request, but the e-mail is shown to staff alone. The caller holds the lock of mailbox and sender.
/// </summary>
internal sealed class MailThread(IDeskDb db, Mailbox mailbox, InboundMail mail, string from)
{
    public async Task<RequestPlace> Find(string text, DateTimeOffset now, CancellationToken ct)
    {
        var referred = await Referred(ct);
        IQueryable<Escalation> ofThread = db.Escalations.Where(e => e.ConversationId == referred), ofSender = db.Escalations.Where(e => e.Email!.ToLower() == from);
        return (referred is null ? null : await db.JoinOpen(ofThread, ct) ?? await db.ReopenRecent(ofThread, Channel.Email, now, ct))
            ?? await db.JoinOpen(ofSender, ct) ?? await db.ReopenRecent(ofSender, Channel.Email, now, ct) ?? await Open(text, now, ct);
    }

    /// <summary>For words that ask for nobody: the conversation that they belong to, with its request if that is open; null if there is none. Nothing is opened.</summary>
    public async Task<RequestPlace?> LastPlace(CancellationToken ct)
    {
        var referred = await Referred(ct);
        var requests = db.Escalations.Where(e => referred == null ? e.Email!.ToLower() == from : e.ConversationId == referred);
        if (await db.JoinOpen(requests, ct) is { } open)
            return open;
        var last = referred ?? await requests.OrderByDescending(e => e.RequestedAt).Select(e => (Guid?)e.ConversationId).FirstOrDefaultAsync(ct);
        return last is { } id && await db.LockConversation(id, ct) is { } conversation ? new(conversation, null) : null;
    }

    /// <summary>The conversation of the newest e-mail that it names.</summary>
    private async Task<Guid?> Referred(CancellationToken ct)
    {
        if (mail.References.Count == 0)
            return null;
        var ids = mail.References.TakeLast(Envelope.MaxReferences).ToList();
        return await db.Envelopes.Where(e => ids.Contains(e.HeaderId)).OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id).Select(e => (Guid?)e.ConversationId).FirstOrDefaultAsync(ct);
    }

    private async Task<RequestPlace> Open(string text, DateTimeOffset now, CancellationToken ct)
    {
        var customer = await Customer(now, ct);
        var conversation = new Conversation(mailbox.TenantId, customer.Id, Channel.Email, customer.Locale, Actor.Customer, now);
        db.Conversations.Add(conversation);
        var writer = new CurrentActor { Kind = ActorKind.Customer, TenantId = mailbox.TenantId, ConversationId = conversation.Id };
        var request = new EscalationOpening.Request(Reason(MailSubject.Root(mail.Subject), text, customer.Locale), ContactMethod.Email, null, from, Priority.Medium, EscalationOrigin.InboundEmail);
        return new(conversation, await db.Open(writer, conversation, request, now, ct));
    }

    /// <summary>Whoever wrote to us from this address before; an address typed by a visitor proves nothing.</summary>
    public async Task<Customer> Customer(DateTimeOffset now, CancellationToken ct)
    {
        var known = await (from e in db.Envelopes
                           where e.Sender == @from
                           join v in db.Conversations on e.ConversationId equals v.Id
                           join c in db.Customers on v.CustomerId equals c.Id
                           where v.Origin == Channel.Email
                           orderby e.CreatedAt descending
                           select c).FirstOrDefaultAsync(ct);
        if (known is not null)
            return known;
        return db.Customers.Add(new Customer(mailbox.TenantId, mail.FromName, null, from, (await db.Tenant(ct)).Locale, now)).Entity;
    }

    // A request needs a reason of some length; "Hi" gets a few words of ours around it.
    private static string Reason(string subject, string text, string locale)
    {
        var reason = string.Join("\n\n", new[] { subject, text }.Where(t => t.Length > 0));
        return reason.Length switch
        {
            > Escalation.MaxReasonLength => reason[..Escalation.MaxReasonLength],
            >= Escalation.MinReasonLength => reason,
            0 => locale == "vi" ? "Khách hàng gửi e-mail không có chữ" : "The customer sent an e-mail without words",
            _ => locale == "vi" ? $"Khách hàng viết e-mail: {reason}" : $"The customer wrote by e-mail: {reason}",
        };
    }
}
