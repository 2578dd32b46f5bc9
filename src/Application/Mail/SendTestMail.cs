using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Mail;

/// <summary>An administrator tries the mailbox out with an e-mail to themselves. It goes the way of every e-mail, in a conversation of their own that belongs to no request.</summary>
public static class SendTestMail
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(string To) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("mailbox", null);

        public override string ToString() => nameof(Command);
    }

    /// <param name="MessageId">For <see cref="Telephony.GetTestMessage"/>.</param>
    public sealed record Result(Guid MessageId);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.To).Must(MailAddress.IsValid).Says("bad_email", "This is not an e-mail address.");
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var mailbox = await db.Mailboxes.SingleOrDefaultAsync(ct) ?? throw new NotFound("The mailbox");
            if (!mailbox.IsActive)
                throw new RuleViolation("mailbox_inactive", "This mailbox is switched off.");
            if (mailbox.PausedReason is not null)
                throw new RuleViolation("mailbox_paused", "The mail server refuses this mailbox; correct its settings first.");
            var (now, locale) = (clock.GetUtcNow(), (await db.Tenant(ct)).Locale);
            var conversation = await OwnConversation(MailAddress.Normal(command.To), locale, now, ct);
            var (subject, text) = locale == "vi" ? ("Thư thử", "Đây là thư thử từ bàn hỗ trợ của bạn.") : ("Test message", "This is a test message from your support desk.");
            var message = Message.MailFromStaff(actor.TenantId, conversation.Id, null, actor.Stamp(), text, 0, MailAddress.Normal(command.To), now);
            db.Messages.Add(message);
            db.Envelopes.Add(Envelope.Sent(message, mailbox, $"{subject} – {mailbox.Name}", null, now));
            return new(message.Id);
        }

        private async Task<Conversation> OwnConversation(string to, string locale, DateTimeOffset now, CancellationToken ct)
        {
            var reference = $"staff:{actor.Id}";
            var customer = await db.Customers.FirstOrDefaultAsync(c => c.ExternalReference == reference && c.Email == to, ct);
            if (customer is not null && await db.Conversations.FirstOrDefaultAsync(v => v.CustomerId == customer.Id, ct) is { } earlier)
                return earlier;
            customer = new Customer(actor.TenantId, actor.Name, null, to, locale, now);
            customer.Edit(actor.Name, to, locale, reference);
            db.Customers.Add(customer);
            return db.Conversations.Add(new Conversation(actor.TenantId, customer.Id, Channel.Email, locale, actor.Stamp(), now)).Entity;
        }
    }
}
