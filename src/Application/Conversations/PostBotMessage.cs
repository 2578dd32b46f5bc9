using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Conversations;

/// <summary>An integrator's bot answers a customer; refused while a person is asked for.</summary>
public static class PostBotMessage
{
    [Requires(Permissions.Bot.Reply)]
    public sealed record Command(Guid ConversationId, string Text) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("conversation", ConversationId);
    }

    public sealed record Result(Guid MessageId);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Text).NotEmpty().MaximumLength(Message.MaxChatLength);
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var conversation = await db.LockConversation(command.ConversationId, ct) ?? throw new NotFound("The conversation");
            conversation.GuardBot();
            var message = Message.FromBot(conversation, actor.Name, command.Text.Trim(), clock.GetUtcNow(), actor.Id);
            db.Post(message, conversation, actor.Stamp());
            return new(message.Id);
        }
    }
}
