using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using MediatR;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Deletes the audio of a recording whose time is over, or whose deletion was left half done.</summary>
public static class ExpireRecording
{
    [SystemOnly]
    [OwnTransactions("Files are deleted between finding the recording and writing its tombstone")]
    public sealed record Command(Guid RecordingId) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    /// <param name="Deleted">False if it is kept after all: a hold, or a later date.</param>
    public sealed record Result(bool Deleted);

    internal sealed class Handler(IUnitOfWork work, IDeskDb db, IFileStores stores, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var kind = new WorkKind(nameof(ExpireRecording), Writes: true, Audited: true, command.Resource);
            var removal = new RecordingRemoval(work, db, stores, clock);
            return new(await removal.Run(new(kind, command.RecordingId, "retention", Actor.System, (recording, _, now) => recording.IsDue(now)), ct));
        }
    }
}
