using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>The customer no longer needs a person; the bot resumes. Without an open request nothing changes.</summary>
public static class WithdrawEscalation
{
    [NoPermissionNeeded("The signed conversation token speaks for the customer")]
    public sealed record Command(Guid ConversationId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("conversation", ConversationId);
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            actor.GuardConversation(command.ConversationId);
            var conversation = await db.LockConversation(command.ConversationId, ct) ?? throw new NotFound("The conversation");
            if (await db.LockOpenEscalation(conversation.Id, ct) is { } open)
                open.Withdraw(conversation, clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
