using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Ends a request that needs no answer (duplicate, spam, withdrawn by telephone); the bot resumes.</summary>
public static class CancelEscalation
{
    [Requires(Permissions.Escalation.Handle)]
    public sealed record Command(Guid EscalationId, string Reason) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.EscalationId).NotEmpty();
            RuleFor(c => c.Reason).NotEmpty().Says("reason_required", "Say why.").MaximumLength(500);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var conversation = await db.LockConversationOf(command.EscalationId, ct) ?? throw new NotFound("The request");
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            actor.GuardNotAnothers(escalation);

            escalation.Cancel(command.Reason, conversation, actor.Stamp(), clock.GetUtcNow());

            return Unit.Value;
        }
    }
}
