namespace EscalationCqrs.Domain.Telephony;

/// <summary>The order by which a carrier reports what happens to a number.</summary>
/// <param name="SubscriptionId">The carrier's id of it; null while there was none yet.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed.</param>
/// <param name="CheckedAt">When the carrier was last asked.</param>
/// <param name="Trouble">Why reports may not come; null while all is well.</param>
public sealed record Reporting(string? SubscriptionId, DateTimeOffset? ExpiresAt, DateTimeOffset CheckedAt, string? Trouble);
