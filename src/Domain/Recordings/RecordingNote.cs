using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Recordings;

/// <summary>A note on a moment of a recording.</summary>
public sealed class RecordingNote : Entity
{
    public const int MaxText = 1000;

    private RecordingNote() { }

    public RecordingNote(Recording recording, int atSecond, string text, Actor by, DateTimeOffset now) : base(recording.TenantId, Guid.CreateVersion7(now)) =>
        (RecordingId, AtSecond, Text, AuthorId, AuthorName, CreatedAt) = (recording.Id, atSecond, text.Trim(), by.Id, by.Name, now);

    public Guid RecordingId { get; private set; }

    /// <summary>Seconds from the beginning.</summary>
    public int AtSecond { get; private set; }

    public string Text { get; private set; } = "";

    public Guid? AuthorId { get; private set; }

    public string AuthorName { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }
}
