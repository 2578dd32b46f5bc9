namespace EscalationCqrs.Domain.Conversations;

/// <summary>Way of contact.</summary>
public enum Channel { Chat, Sms, Voice, Email }

public enum Direction { Inbound, Outbound }

/// <summary>Who wrote a message.</summary>
public enum AuthorKind { Customer, Staff, Bot, System }
