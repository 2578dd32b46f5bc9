namespace EscalationCqrs.Domain.Telephony;

/// <summary>The order by which a carrier reports what happens to a number.</summary>
/// <param name="SubscriptionId">The carrier's id of it; null while there was none yet.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed.</param>
/// <param name="CheckedAt">When the carrier was last asked.</param>
/// <param name="Trouble">Why reports may not come; null while all is well.</param>
/// <param name="Former">The order before this one: what it reported may still be on its way.</param>
/// <param name="Heard">How far the carrier's list of customers' texts was read.</param>
/// <param name="HeardCalls">How far its list of customers' calls was read.</param>
public sealed record Reporting(string? SubscriptionId, DateTimeOffset? ExpiresAt, DateTimeOffset CheckedAt, string? Trouble, string? Former = null, Hearing? Heard = null, Hearing? HeardCalls = null);

/// <summary>What came from customers, as a carrier lists it.</summary>
public enum Listing
{
    Texts,

    /// <summary>Each once it is over.</summary>
    Calls,
}

/// <summary>How far a carrier's list of what customers sent was read.</summary>
/// <param name="From">What came before nobody wanted to hear of.</param>
/// <param name="Until">Whatever came since then and before this is here.</param>
/// <param name="Reading">The end of the span that is being read; null while none is.</param>
/// <param name="Page">The page of it that comes next, in the carrier's words; null for the first.</param>
public sealed record Hearing(DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? Reading = null, string? Page = null)
{
    /// <summary>How far a span reaches back into the one before: a text may be listed later than it is dated, and a call is listed once it is over, under the time when it began.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10), LongestCall = TimeSpan.FromHours(4);

    /// <summary>The beginning of the span that is being read.</summary>
    public DateTimeOffset Since(Listing what) => Until - (what == Listing.Calls ? LongestCall : Overlap) is var back && back > From ? back : From;
}
