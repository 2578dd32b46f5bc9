using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Application.Templates;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Templates;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>
/// The owner writes to the customer, in the chat, by SMS or by e-mail. The first message to an unowned customer claims it: claim and message are one commit.
/// </summary>
public static class ReplyToCustomer
{
    /// <param name="Text">Null if a template is to be filled in instead.</param>
    /// <param name="ClientRequestId">The client's own id of this send; a repeat answers with the message that already exists.</param>
    [Requires(Permissions.Inbox.Reply)]
    public sealed record Command(Guid EscalationId, Channel Channel, string? Text, Guid? ClientRequestId = null, Guid? TemplateId = null) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    public sealed record Result(Guid MessageId, DeliveryState? Delivery, int? Segments, EscalationState State);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.EscalationId).NotEmpty();
            RuleFor(c => c.Channel).Must(c => c is Channel.Chat or Channel.Sms or Channel.Email).Says("channel_required", "Choose chat, SMS or e-mail.");
            RuleFor(c => c.Text).NotEmpty().Says("text_required", "Write something.").When(c => c.TemplateId is null);
            RuleFor(c => c.Text).MaximumLength(Message.MaxSmsLength).When(c => c.Channel == Channel.Sms);
            RuleFor(c => c.Text).MaximumLength(Message.MaxChatLength).When(c => c.Channel == Channel.Chat);
            RuleFor(c => c.Text).MaximumLength(Message.MaxMailLength);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, IEnumerable<IMessageCarrier> carriers, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            if (command.ClientRequestId is { } requestId
                && await db.Messages.SingleOrDefaultAsync(m => m.ConversationId == escalation.ConversationId && m.ClientRequestId == requestId, ct) is { } sent)
                return new(sent.Id, sent.Delivery, sent.Segments, escalation.State);

            await db.ClaimIfUnowned(actor, escalation, clock.GetUtcNow(), ct);
            var text = await Text(escalation, command, ct);
            var message = command.Channel switch
            {
                Channel.Sms => await Sms(escalation, command, text, ct),
                Channel.Email => await Mail(escalation, command, text, ct),
                _ => Message.ChatFromStaff(escalation.TenantId, escalation.ConversationId, escalation.Id, actor.Stamp(), text, escalation.Epoch, clock.GetUtcNow(), command.ClientRequestId),
            };

            escalation.StaffWrote(message, actor.Stamp(), clock.GetUtcNow());
            db.Messages.Add(message);
            return new(message.Id, message.Delivery, message.Segments, escalation.State);
        }

        /// <summary>What the customer reads: never a template's place that nobody has filled.</summary>
        private async Task<string> Text(Escalation escalation, Command command, CancellationToken ct)
        {
            if (command.TemplateId is not { } id)
                return Whole("text", command.Text!.Trim());
            var template = await db.VisibleTemplates(actor).SingleOrDefaultAsync(t => t.Id == id, ct) ?? throw new FieldRefused("templateId", "unknown_template", "There is no such template.");
            var (locale, desksLocale, values) = await db.TemplateValues(actor, escalation, ct);
            return Whole("templateId", template.Fill(locale, desksLocale, values).Text);
        }

        private static string Whole(string field, string text) => Template.Unfilled(text) is { Count: > 0 } missing
            ? throw new FieldRefused(field, "missing_variable", $"Fill in {string.Join(", ", missing.Select(m => $"{{{m}}}"))} first.") : text;

        private async Task<Message> Mail(Escalation escalation, Command command, string text, CancellationToken ct)
        {
            var to = escalation.Email ?? throw new FieldRefused("channel", "no_email", "This customer left no e-mail address.");
            return await db.WriteMail(actor, escalation, to, text, command.ClientRequestId, null, clock.GetUtcNow(), ct);
        }

        private async Task<Message> Sms(Escalation escalation, Command command, string text, CancellationToken ct)
        {
            actor.Demand(Permissions.Sms.Send);
            var to = escalation.Phone ?? throw new FieldRefused("channel", "no_phone", "This customer left no telephone number.");
            var from = await db.NumberToText(escalation, to, ct);
            carriers.DemandFits(from, text, command.TemplateId is null ? "text" : "templateId");
            escalation.TextFrom(from.Id);
            return Message.SmsFromStaff(escalation.TenantId, escalation.ConversationId, escalation.Id, actor.Stamp(), text, escalation.Epoch,
                from, to, clock.GetUtcNow(), command.ClientRequestId);
        }
    }
}
