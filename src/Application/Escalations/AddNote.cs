using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Escalations;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Writes an internal remark; the customer never sees it.</summary>
public static class AddNote
{
    [Requires(Permissions.Escalation.Handle)]
    public sealed record Command(Guid EscalationId, string Text) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.EscalationId).NotEmpty();
            RuleFor(c => c.Text).NotEmpty().Says("text_required", "Write something.").MaximumLength(Note.MaxLength);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            actor.GuardNotAnothers(escalation);

            db.Notes.Add(escalation.AddNote(command.Text, actor.Stamp(), clock.GetUtcNow()));

            return Unit.Value;
        }
    }
}
