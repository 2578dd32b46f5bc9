using System.Buffers.Text;
using System.Security.Cryptography;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>What the use cases of the mailbox share: its server, its secret, its addresses, a new e-mail.</summary>
internal static class MailboxAccess
{
    private const int KeyBytes = 32;

    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Where mail for this mailbox is delivered.</summary>
    public static Uri InboundAddress(this IPublicAddress address, Mailbox mailbox) => new(address.Base.AbsoluteUri.TrimEnd('/') + $"/api/v1/webhooks/inbound/{mailbox.ChannelKey}");

    /// <summary>The server that takes the mailbox's mail, null for the desk's. A mailbox whose password cannot be read any more is paused.</summary>
    /// <returns>False if nothing can be sent.</returns>
    public static bool TryServer(this ISecrets secrets, Mailbox mailbox, out MailServer? server)
    {
        server = null;
        try
        {
            if (mailbox.Host is { } host)
                server = new(host, mailbox.Port, mailbox.Security, mailbox.User, mailbox.ProtectedPassword is { } password ? secrets.Unprotect(password) : null);
            return true;
        }
        catch (CryptographicException)
        {
            mailbox.Pause("credentials_unreadable");
            return false;
        }
    }

    /// <summary>
    /// Writes an e-mail into the outbox, within the thread that the conversation has so far. Whoever gave an address to be answered at needs to permit nothing else; who asked
    /// to be left alone is.
    /// </summary>
    /// <exception cref="RuleViolation"><c>no_mailbox</c> or <c>mail_opted_out</c>.</exception>
    public static async Task<Message> WriteMail(this IDeskDb db, IActor actor, Escalation escalation, string to, string text, Guid? clientRequestId, Guid? retryOfId, DateTimeOffset now,
        CancellationToken ct)
    {
        var mailbox = await db.Mailboxes.SingleOrDefaultAsync(m => m.IsActive, ct) ?? throw new RuleViolation("no_mailbox", "No e-mail address is set up to send from.");
        if (await db.LatestConsent(Channel.Email, to, ct) is { WithdrawnAt: not null })
            throw new RuleViolation("mail_opted_out", "The customer has asked not to be written to any more.");
        var message = Message.MailFromStaff(escalation.TenantId, escalation.ConversationId, escalation.Id, actor.Stamp(), text, escalation.Epoch, to, now, clientRequestId, retryOfId);
        var (subject, answered) = await db.Thread(escalation.ConversationId, ct);
        db.Envelopes.Add(Envelope.Sent(message, mailbox, subject ?? await db.FirstSubject(escalation.ConversationId, ct), answered, now));
        return message;
    }

    /// <summary>The subject of the conversation's e-mails, and the one to answer: the customer's last, else ours.</summary>
    private static async Task<(string? Subject, Envelope? Answered)> Thread(this IDeskDb db, Guid conversationId, CancellationToken ct)
    {
        var thread = db.Envelopes.Where(e => e.ConversationId == conversationId);
        var answered = await thread.OrderByDescending(e => e.Sender != null).ThenByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id).FirstOrDefaultAsync(ct);
        if (answered is null)
            return (null, null);
        var first = await thread.OrderBy(e => e.CreatedAt).ThenBy(e => e.Id).Select(e => e.Subject).FirstAsync(ct);
        return (MailSubject.Answer(first), answered);
    }

    private static async Task<string> FirstSubject(this IDeskDb db, Guid conversationId, CancellationToken ct)
    {
        var (name, locale) = ((await db.Tenants.SingleAsync(ct)).Name, await db.Conversations.Where(c => c.Id == conversationId).Select(c => c.Locale).SingleAsync(ct));
        return locale == "vi" ? $"Yêu cầu của bạn gửi {name}" : $"Your request to {name}";
    }
}
