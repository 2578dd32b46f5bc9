using System.Text.Json;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Staff open a request for a customer who phoned or wrote, in a new conversation or in one that exists. The same rules and idempotency as the customer's own way.</summary>
public static class OpenEscalation
{
    /// <param name="ConversationId">An existing conversation; null starts one for the customer named by the other fields.</param>
    /// <param name="Consent">The customer said that we may reach them by the method.</param>
    /// <param name="Tags">At most 20 of 50 characters.</param>
    /// <param name="Metadata">A JSON object of one's own values, at most 8,000 characters.</param>
    [Requires(Permissions.Escalation.Create)]
    public sealed record Command(Guid? ConversationId, string? CustomerName, string Reason, ContactMethod? PreferredMethod, string? Phone, string? Email, bool Consent,
        Priority Priority = Priority.Medium, Guid? TeamId = null, IReadOnlyList<string>? Tags = null, JsonElement? Metadata = null) : ICommand<Result>, IAbout, IWeighed
    {
        public (string, Guid?) Resource => ("conversation", ConversationId);
    }

    public sealed record Result(Guid ConversationId, Guid EscalationId, EscalationState State, bool Created);

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int MostTags = 20, LongestMetadata = 8000;

        public Validator()
        {
            RuleFor(c => c.CustomerName).MaximumLength(200);
            RuleFor(c => c.Reason).Must(r => r?.Trim().Length >= Escalation.MinReasonLength).WithErrorCode("reason_too_short")
                .WithMessage($"Tell a little more: at least {Escalation.MinReasonLength} characters.");
            RuleFor(c => c.Reason).MaximumLength(Escalation.MaxReasonLength);
            RuleFor(c => c.Tags).Must(t => t is null or { Count: <= MostTags }).Says("too_many_tags", $"At most {MostTags} tags.");
            RuleForEach(c => c.Tags).NotEmpty().MaximumLength(50);
            RuleFor(c => c.Metadata).Must(m => m is null || (m.Value.ValueKind == JsonValueKind.Object && m.Value.GetRawText().Length <= LongestMetadata))
                .Says("bad_metadata", $"A JSON object of at most {LongestMetadata} characters.");
            RuleFor(c => c.PreferredMethod).IsInEnum();
            RuleFor(c => c.Priority).IsInEnum();
            RuleFor(c => c.Phone).MaximumLength(40);
            RuleFor(c => c.Email).EmailAddress().MaximumLength(254).WithErrorCode("bad_email").When(c => !string.IsNullOrEmpty(c.Email));
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var phone = await db.ReadPhone(command.Phone, ct);
            if (command.TeamId is { } team && !await db.Teams.AnyAsync(t => t.Id == team && t.IsActive, ct))
                throw new FieldRefused("teamId", "unknown_team", "Choose a team.");
            var conversation = command.ConversationId is { } id ? await db.LockConversation(id, ct) ?? throw new NotFound("The conversation") : await Start(command, phone, now, ct);
            if (command.ConversationId is not null && await db.Escalations.SingleOrDefaultAsync(e => e.ConversationId == conversation.Id && e.Unfinished, ct) is { } open)
                return actor.Sees(open.TeamId, open.OwnerId) ? new(conversation.Id, open.Id, open.State, Created: false) : throw new NotFound("The conversation");

            var customer = db.Customers.Local.FirstOrDefault(c => c.Id == conversation.CustomerId) ?? await db.Customers.SingleAsync(c => c.Id == conversation.CustomerId, ct);
            customer.Learn(command.CustomerName, phone, command.Email);
            var (to, email) = (phone ?? customer.Phone, command.Email ?? customer.Email);
            if (command.Consent)
                await db.RecordConsent(actor, customer, command.PreferredMethod, to, email, ConsentSource.Staff, "told to staff", now, ct);
            else if (command.PreferredMethod is ContactMethod.Call && to is not null)
                await db.GiveConsent(customer.TenantId, customer.Id, [Channel.Voice], to, ConsentSource.Staff, "asked to be called, told to staff", actor.Id, now, ct);
            var escalation = await db.Open(actor, conversation, new(command.Reason, command.PreferredMethod, to, email, command.Priority, EscalationOrigin.Staff, command.TeamId), now, ct);
            escalation.Describe(command.Tags ?? [], command.Metadata?.GetRawText() ?? "{}");
            return new(conversation.Id, escalation.Id, escalation.State, Created: true);
        }

        private async Task<Conversation> Start(Command command, string? phone, DateTimeOffset now, CancellationToken ct)
        {
            var tenant = await db.Tenant(ct);
            var customer = phone is null ? null : await db.Customers.Where(c => c.Phone == phone && c.PhoneVerifiedAt != null).FirstOrDefaultAsync(ct);
            if (customer is null)
                db.Customers.Add(customer = new Customer(tenant.Id, command.CustomerName, phone, command.Email, tenant.Locale, now));
            var conversation = new Conversation(tenant.Id, customer.Id, command.PreferredMethod is ContactMethod.Sms ? Channel.Sms : Channel.Voice, customer.Locale, actor.Stamp(), now);
            db.Conversations.Add(conversation);
            return conversation;
        }
    }
}
