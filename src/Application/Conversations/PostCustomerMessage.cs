using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Conversations;

/// <summary>
/// A customer writes in the chat. While no person is asked for, the built-in responder answers from the tenant's FAQ in the same commit: the conversation
/// is locked, so an answer can never appear after a person was asked for. Where no bot listens, writing asks for a person: nobody writes into the void.
/// </summary>
public static class PostCustomerMessage
{
    [NoPermissionNeeded("The signed conversation token speaks for the customer")]
    public sealed record Command(Guid ConversationId, string Text, Guid? ClientRequestId = null) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("conversation", ConversationId);
    }

    public sealed record Result(Guid MessageId, DateTimeOffset CreatedAt, bool BotPaused);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Text).NotEmpty().WithErrorCode("empty").WithMessage("Write something.");
            RuleFor(c => c.Text).MaximumLength(Message.MaxChatLength).WithErrorCode("too_long");
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            actor.GuardConversation(command.ConversationId);
            var conversation = await db.LockConversation(command.ConversationId, ct) ?? throw new NotFound("The conversation");
            if (command.ClientRequestId is { } requestId
                && await db.Messages.SingleOrDefaultAsync(m => m.ConversationId == conversation.Id && m.ClientRequestId == requestId, ct) is { } earlier)
                return new(earlier.Id, earlier.CreatedAt, conversation.BotPaused);

            var now = clock.GetUtcNow();
            var escalation = await db.LockOpenEscalation(conversation.Id, ct)
                ?? (await BotListens(conversation, ct) ? null : await db.TakeUp(actor, conversation, Channel.Chat, command.Text, now, ct));
            var message = Message.FromCustomer(conversation, escalation?.Id, Channel.Chat, command.Text.Trim(), now, clientRequestId: command.ClientRequestId);
            db.Messages.Add(message);
            conversation.Touch(now);
            if (escalation is not null)
            {
                escalation.CustomerWrote(message, now);
                await db.ReleaseHeld(conversation.Id, now, ct);
            }
            else
            {
                db.Events.Add(new DeskEvent(conversation.TenantId, conversation.Id, null, EventTypes.CustomerMessage, now, Actor.Customer, new { messageId = message.Id, message.Channel }));
            }

            if (!conversation.BotPaused)
                await Respond(conversation, command.Text, now, ct);
            return new(message.Id, now, conversation.BotPaused);
        }

        private async Task<bool> BotListens(Conversation conversation, CancellationToken ct) => !conversation.BotPaused
            && ((await db.Tenant(ct)).ResponderEnabled || (await db.ApiTokens.Where(t => t.RevokedAt == null).Select(t => t.Permissions).ToListAsync(ct)).Any(p => p.Contains(Permissions.Bot.Reply)));

        private async Task Respond(Conversation conversation, string text, DateTimeOffset now, CancellationToken ct)
        {
            if (!(await db.Tenant(ct)).ResponderEnabled || await db.FindAnswer(text, conversation.Locale, ct) is not { } entry)
                return;
            db.Post(Message.FromBot(conversation, "", entry.Answer, now.AddMilliseconds(1)), conversation, new Actor(ActorKind.Bot, null, ""));
        }
    }
}
