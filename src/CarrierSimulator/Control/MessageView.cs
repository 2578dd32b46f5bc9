using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Control;

/// <summary>A message as the control endpoints and the page show it.</summary>
public sealed record MessageView(
    string Sid,
    string AccountSid,
    string From,
    string To,
    string Body,
    Direction Direction,
    MessageStatus Status,
    int? ErrorCode,
    int Segments,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? SentAt,
    string? StatusCallback,
    string? WebhookAnswer,
    int Version)
{
    public static MessageView Of(Message m) => new(
        m.Sid, m.AccountSid, m.From, m.To, m.Body, m.Direction, m.Status, m.ErrorCode, m.Segments,
        m.CreatedAt, m.UpdatedAt, m.SentAt, m.StatusCallback, m.WebhookAnswer, m.Version);
}
