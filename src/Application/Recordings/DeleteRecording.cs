using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Deletes the audio of a recording here at once and at the carrier soon after; a tombstone with a certificate stays. A legal hold wins.</summary>
public static class DeleteRecording
{
    [Requires(Permissions.Recording.Delete)]
    [OwnTransactions("Files are deleted between finding the recording and writing its tombstone")]
    public sealed record Command(Guid RecordingId, string Reason) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().Says("reason_required", "Say why it is deleted.").MaximumLength(500);
    }

    internal sealed class Handler(IUnitOfWork work, IDeskDb db, IActor actor, IFileStores stores, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var kind = new WorkKind(nameof(DeleteRecording), Writes: true, Audited: true, command.Resource);
            var removal = new RecordingRemoval(work, db, stores, clock);
            var found = await removal.Run(new(kind, command.RecordingId, command.Reason.Trim(), actor.Stamp(), (_, escalation, _) => actor.Sees(escalation.TeamId, escalation.OwnerId)), ct);
            return found ? Unit.Value : throw new NotFound("The recording");
        }
    }
}
