namespace EscalationCqrs.Application.Ports;

/// <summary>The database cannot be reached, or takes no more connections; the same request may succeed in a moment. Answers 503.</summary>
public sealed class DatabaseAway(Exception inner) : Exception("The database cannot be reached at the moment.", inner);
