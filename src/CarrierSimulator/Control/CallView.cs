using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Control;

/// <summary>A call as the control endpoints and the page show it.</summary>
public sealed record CallView(
    string Sid,
    string AccountSid,
    string From,
    string To,
    CallDirection Direction,
    CallStatus Status,
    string? ParentSid,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    int? Seconds,
    IReadOnlyList<string> Heard,
    IReadOnlyList<string> Spoken,
    string? TalksTo,
    string? Note,
    int Version)
{
    public static CallView Of(Call c) => new(
        c.Sid, c.AccountSid, c.From, c.To, c.Direction, c.Status, c.ParentSid, c.CreatedAt, c.StartedAt, c.EndedAt, c.Seconds, c.Heard, c.Spoken, c.TalksTo, c.Note, c.Version);
}
