using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Recordings;
using FluentValidation;
using MediatR;

namespace EscalationCqrs.Application.Recordings;

/// <summary>Writes a note on a moment of a recording.</summary>
public static class AddRecordingNote
{
    [Requires(Permissions.Recording.Read)]
    public sealed record Command(Guid RecordingId, int AtSecond, string Text) : ICommand<Result>, IAbout
    {
        public (string, Guid?) Resource => ("recording", RecordingId);
    }

    public sealed record Result(Guid NoteId);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.AtSecond).GreaterThanOrEqualTo(0);
            RuleFor(c => c.Text).NotEmpty().Says("text_required", "Write something.").AtMost(RecordingNote.MaxText);
        }
    }

    internal sealed class Handler(IDeskDb db, IActor actor, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken ct)
        {
            var (recording, _) = await db.LockVisibleRecording(actor, command.RecordingId, ct);
            var note = new RecordingNote(recording, command.AtSecond, command.Text, actor.Stamp(), clock.GetUtcNow());
            db.RecordingNotes.Add(note);
            return new(note.Id);
        }
    }
}
