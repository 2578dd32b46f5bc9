using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Takes a recording that could not be fetched off the list of what waits for a person; it can still be fetched again.</summary>
public static class SetRecordingAside
{
    [Requires(Permissions.Jobs.Manage)]
    public sealed record Command(Guid RecordingId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.RecordingId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var (recording, _) = await db.LockVisibleRecording(actor, command.RecordingId, ct);
            recording.SetAside(clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
