using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Tries to copy a recording again that was given up.</summary>
public static class FetchAgain
{
    [Requires(Permissions.Recording.Read)]
    public sealed record Command(Guid RecordingId) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var (recording, _) = await db.LockVisibleRecording(actor, command.RecordingId, ct);
            recording.TryAgain(clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
