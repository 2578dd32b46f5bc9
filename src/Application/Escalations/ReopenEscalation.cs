using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Takes resolved work up again within the tenant's window, with the last owner if available.</summary>
public static class ReopenEscalation
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
            var window = (await db.Tenant(ct)).ReopenWindow;
            var conversation = await db.LockConversationOf(command.EscalationId, ct) ?? throw new NotFound("The request");
            if (await db.LockOpenEscalation(conversation.Id, ct) is { } other && other.Id != command.EscalationId)
                throw new RuleViolation("another_open", "Another request of this conversation is open.", ("escalationId", other.Id));
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);

            escalation.Reopen(command.Reason.Trim(), window, await db.LastOwner(escalation, ct), conversation, actor.Stamp(), clock.GetUtcNow());

            return Unit.Value;
        }
    }
}
