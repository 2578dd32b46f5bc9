using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>
/// An administrator tries a number out with an SMS to their own telephone. It goes the way of every message, outbox, consent and reports included, in a conversation of
/// the administrator's own that belongs to no request.
/// </summary>
public static class SendTestMessage
{
    public const string DefaultText = "This is a test message from your support desk.";

    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(Guid NumberId, string To, string? Text = null) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("number", NumberId);

        public override string ToString() => $"Command {{ NumberId = {NumberId} }}";
    }

    /// <param name="MessageId">For <see cref="GetTestMessage"/>.</param>
    public sealed record Result(Guid MessageId);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.NumberId).NotEmpty();
            RuleFor(c => c.To).NotEmpty().Says("phone_required", "Enter your telephone number.").MaximumLength(40);
            RuleFor(c => c.Text).MaximumLength(Message.MaxSmsLength);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, IEnumerable<IMessageCarrier> carriers, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var number = await db.Numbers.SingleOrDefaultAsync(n => n.Id == command.NumberId, ct) ?? throw new NotFound("The number");
            if (!number.IsActive)
                throw new RuleViolation("number_inactive", "This number is switched off.");
            if (number.PausedReason is not null)
                throw new RuleViolation("number_paused", "The carrier refuses this account; correct the credentials first.");
            var to = await ReadPhone(command.To, ct);
            var now = clock.GetUtcNow();
            var conversation = await OwnConversation(to, now, ct);
            await db.GiveConsent(actor.TenantId, conversation.CustomerId, [Channel.Sms], to, ConsentSource.Staff, "test message to oneself", actor.Id, now, ct);
            var text = string.IsNullOrWhiteSpace(command.Text) ? DefaultText : command.Text.Trim();
            carriers.DemandFits(number, text, "text");
            var message = Message.TestSms(conversation, actor.Stamp(), text, number, to, now);
            db.Messages.Add(message);
            conversation.Touch(now);
            return new(message.Id);
        }

        private async Task<string> ReadPhone(string typed, CancellationToken ct)
        {
            string to;
            try
            {
                to = (await db.ReadPhone(typed, ct))!;
            }
            catch (FieldRefused refused)
            {
                throw new FieldRefused("to", refused.Code, refused.Message);
            }

            if (await db.LatestConsent(Channel.Sms, to, ct) is { WithdrawnAt: not null })
                throw new RuleViolation("opted_out", "This telephone has opted out of texts; send START from it first.");
            return to;
        }

        private async Task<Conversation> OwnConversation(string to, DateTimeOffset now, CancellationToken ct)
        {
            var reference = $"staff:{actor.Id}";
            var customer = await db.Customers.FirstOrDefaultAsync(c => c.ExternalReference == reference && c.Phone == to, ct);
            if (customer is not null && await db.Conversations.FirstOrDefaultAsync(v => v.CustomerId == customer.Id, ct) is { } earlier)
                return earlier;
            var locale = (await db.Tenant(ct)).Locale;
            customer = new Customer(actor.TenantId, actor.Name, to, null, locale, now);
            customer.Edit(actor.Name, null, locale, reference);
            db.Customers.Add(customer);
            var conversation = new Conversation(actor.TenantId, customer.Id, Channel.Sms, locale, actor.Stamp(), now);
            db.Conversations.Add(conversation);
            return conversation;
        }
    }
}
