using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>A customer asks for a person. While one request is open, asking again answers with that one and changes nothing.</summary>
public static class RequestEscalation
{
    /// <param name="Locale">Language in which the consent text was shown; null means the conversation's.</param>
    [NoPermissionNeeded("The signed conversation token speaks for the customer")]
    public sealed record Command(Guid ConversationId, string Reason, ContactMethod PreferredMethod, string? Phone, string? Email, bool Consent, Priority Priority = Priority.Medium,
        string? Locale = null) : ICommand<Result>, IAbout, IWeighed
    {
        public (string, Guid?) Resource => ("conversation", ConversationId);

        ContactMethod? IWeighed.PreferredMethod => PreferredMethod;
    }

    public sealed record Result(Guid ConversationId, Guid EscalationId, EscalationState State, bool Created);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.ConversationId).NotEmpty();
            RuleFor(c => c.Reason).Must(r => r?.Trim().Length >= Escalation.MinReasonLength).WithErrorCode("reason_too_short")
                .WithMessage($"Tell us a little more: at least {Escalation.MinReasonLength} characters.");
            RuleFor(c => c.Reason).MaximumLength(Escalation.MaxReasonLength).WithErrorCode("too_long");
            RuleFor(c => c.PreferredMethod).IsInEnum();
            RuleFor(c => c.Priority).IsInEnum();
            RuleFor(c => c.Locale).Must(l => l is null or "en" or "vi").Says("locale_required", "Use en or vi.");
            RuleFor(c => c.Phone).NotEmpty().WithErrorCode("phone_required").WithMessage("Enter the telephone number we may reach you on.")
                .When(c => c.PreferredMethod is ContactMethod.Sms or ContactMethod.Call);
            RuleFor(c => c.Phone).MaximumLength(40);
            RuleFor(c => c.Email).NotEmpty().WithErrorCode("email_required").WithMessage("Enter the e-mail address we may write to.")
                .When(c => c.PreferredMethod is ContactMethod.Email);
            RuleFor(c => c.Email).EmailAddress().MaximumLength(254).WithErrorCode("bad_email").WithMessage("This is not an e-mail address.").When(c => !string.IsNullOrEmpty(c.Email));
            RuleFor(c => c.Consent).Equal(true).WithErrorCode("consent_required").WithMessage("We need your permission to text or call you.")
                .When(c => c.PreferredMethod is ContactMethod.Sms or ContactMethod.Call);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            actor.GuardConversation(command.ConversationId);
            var conversation = await db.LockConversation(command.ConversationId, ct) ?? throw new NotFound("The conversation");
            if (await db.Escalations.Where(e => e.ConversationId == conversation.Id && e.Unfinished).Select(e => new { e.Id, e.State }).SingleOrDefaultAsync(ct) is { } open)
                return new(conversation.Id, open.Id, open.State, Created: false);

            var phone = await db.ReadPhone(command.Phone, ct);
            var customer = await db.Customers.SingleAsync(c => c.Id == conversation.CustomerId, ct);
            var now = clock.GetUtcNow();
            customer.Learn(null, phone, command.Email);
            var evidence = $"{Consent.WidgetText}:{command.Locale ?? conversation.Locale}";
            await db.RecordConsent(actor, customer, command.PreferredMethod, phone, command.Email, ConsentSource.Widget, evidence, now, ct);
            var escalation = await db.Open(actor, conversation,
                new(command.Reason, command.PreferredMethod, phone, command.Email, command.Priority, EscalationOrigin.Customer), now, ct);
            return new(conversation.Id, escalation.Id, escalation.State, Created: true);
        }
    }
}
