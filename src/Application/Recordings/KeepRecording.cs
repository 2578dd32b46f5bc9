using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Recordings;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Says how long a recording is kept, whether a legal hold keeps it beyond that, and what it belongs to elsewhere.</summary>
public static class KeepRecording
{
    /// <param name="LegalHold">Why it must be kept whatever its retention says; empty lifts the hold.</param>
    [Requires(Permissions.Recording.Delete)]
    public sealed record Command(Guid RecordingId, int RetentionDays, string? LegalHold, string? ExternalReference) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.RetentionDays).InclusiveBetween(1, Recording.MaxRetentionDays);
            RuleFor(c => c.LegalHold).MaximumLength(500);
            RuleFor(c => c.ExternalReference).MaximumLength(200);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var (recording, _) = await db.LockVisibleRecording(actor, command.RecordingId, ct);
            recording.Keep(command.RetentionDays);
            recording.Hold(command.LegalHold);
            recording.BelongTo(command.ExternalReference);
            return Unit.Value;
        }
    }
}
