using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Telephony;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>The tenant's mailbox with all that an administrator enters where its mail comes in. Never a password or secret.</summary>
public static class GetMailbox
{
    private const int MostCounted = 1000;

    [Requires(Permissions.Settings.Tenant)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Mailbox">Null until it is set up.</param>
    /// <param name="HasDesksServer">Whether mail can go by the server of the whole desk.</param>
    public sealed record Result(Facts? Mailbox, bool HasDesksServer);

    /// <param name="PausedReason">Set while the server refuses us: nothing is sent.</param>
    /// <param name="Waiting">E-mails queued, counted up to a thousand.</param>
    /// <param name="Inbound">Where mail is delivered to us.</param>
    public sealed record Facts(Guid Id, string Address, string Name, string? Host, int Port, MailSecurity Security, string? User, bool HasPassword, bool IsActive, string? PausedReason,
        int Waiting, bool HasQuarantined, Uri Inbound);

    internal sealed class Handler(IDeskDb db, IMailer mailer, IPublicAddress address) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            if (await db.Mailboxes.SingleOrDefaultAsync(ct) is not { } m)
                return new(null, mailer.HasServer);
            var waiting = await db.Messages.Where(x => x.NumberId == null && x.Channel == Channel.Email && x.Delivery == DeliveryState.Queued).Take(MostCounted).CountAsync(ct);
            var quarantined = await db.WebhookReceipts.AnyAsync(r => r.MailboxId == m.Id && r.State == WebhookState.Quarantined, ct);
            return new(new(m.Id, m.Address, m.Name, m.Host, m.Port, m.Security, m.User, m.ProtectedPassword is not null, m.IsActive, m.PausedReason, waiting, quarantined, address.InboundAddress(m)),
                mailer.HasServer);
        }
    }
}
