using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Escalations;

/// <summary>Ends the work with notes; the bot resumes only if chosen.</summary>
public static class ResolveEscalation
{
    [Requires(Permissions.Escalation.Resolve)]
    public sealed record Command(Guid EscalationId, string? ResolutionNotes, bool ResumeBot) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("escalation", EscalationId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.EscalationId).NotEmpty();
            RuleFor(c => c.ResolutionNotes).MaximumLength(Escalation.MaxNotesLength);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var tenant = await db.Tenant(ct);
            if (tenant.NotesRequired && string.IsNullOrWhiteSpace(command.ResolutionNotes))
                throw new FieldRefused("resolutionNotes", "notes_required", "Write what was done; the next person will read it.");
            var conversation = await db.LockConversationOf(command.EscalationId, ct) ?? throw new NotFound("The request");
            var escalation = await db.LockVisible(actor, command.EscalationId, ct);
            actor.GuardMine(escalation, "Supporters can only resolve sessions assigned to them", Permissions.Escalation.ResolveAny);
            var now = clock.GetUtcNow();

            escalation.Resolve(command.ResolutionNotes, command.ResumeBot, conversation, actor.Stamp(), now);

            DeskTelemetry.ResolutionSeconds.Record((now - escalation.RequestedAt).TotalSeconds, new KeyValuePair<string, object?>("priority", escalation.Priority));

            return Unit.Value;
        }
    }
}
