using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Customers;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Conversations;

/// <summary>A visitor opens a chat. The answer's conversation id is then put into a signed token by the entry.</summary>
public static class StartConversation
{
    /// <param name="TimeZone">IANA name, as the browser knows it: quiet hours are reckoned in it.</param>
    [NoPermissionNeeded("Anyone may start a chat with a tenant; rate limits guard it")]
    public sealed record Command(string? Locale, string? Name, string? Phone, string? Email, string? TimeZone = null) : ICommand<Result>;

    public sealed record Result(Guid ConversationId, bool BotPaused, string Locale);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Locale).Must(l => l is null or "en" or "vi").Says("locale_required", "Use en or vi.");
            RuleFor(c => c.TimeZone!).TimeZone().When(c => c.TimeZone is not null);
            RuleFor(c => c.Name).MaximumLength(200);
            RuleFor(c => c.Phone).MaximumLength(40);
            RuleFor(c => c.Email).EmailAddress().MaximumLength(254).WithErrorCode("bad_email").When(c => !string.IsNullOrEmpty(c.Email));
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var (tenant, now) = (await db.Tenant(ct), clock.GetUtcNow());
            var locale = command.Locale ?? tenant.Locale;
            var customer = new Customer(tenant.Id, command.Name, await db.ReadPhone(command.Phone, ct), command.Email, locale, now);
            var conversation = new Conversation(tenant.Id, customer.Id, Channel.Chat, locale, actor.Stamp(), now);
            customer.LivesIn(command.TimeZone);
            db.Customers.Add(customer);
            db.Conversations.Add(conversation);
            return new(conversation.Id, conversation.BotPaused, locale);
        }
    }
}
