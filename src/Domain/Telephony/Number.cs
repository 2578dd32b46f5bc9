using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>One of our telephone numbers and the carrier account it belongs to.</summary>
public sealed class Number : Entity
{
    public const double DefaultRatePerSecond = 1, MaxRatePerSecond = 10_000;

    /// <summary>How old a sent message may be for its fate to be asked for.</summary>
    public static readonly TimeSpan AskedAbout = TimeSpan.FromDays(2);

    private static readonly TimeSpan WatchEvery = TimeSpan.FromMinutes(15), WatchAgainAfter = TimeSpan.FromMinutes(1), LookSoonest = TimeSpan.FromSeconds(5), LookLatest = TimeSpan.FromMinutes(15);

    /// <summary>Tenths added up do not make a whole in binary.</summary>
    private const double Rounding = 1e-9;

    private Number() { }

    public Number(Guid tenantId, string e164, string label, string carrier, string accountId, string protectedSecret, string channelKey, DateTimeOffset now, string? protectedGrant = null,
        double ratePerSecond = DefaultRatePerSecond) : base(tenantId, Guid.CreateVersion7(now))
    {
        (E164, Label, Carrier, AccountId, ProtectedSecret, ProtectedGrant, ChannelKey) = (e164, label.Trim(), carrier, accountId, protectedSecret, protectedGrant, channelKey);
        (RatePerSecond, IsActive, CreatedAt, Tokens, TokensAt) = (ratePerSecond, true, now, DefaultRatePerSecond, now);
    }

    public string E164 { get; private set; } = "";

    public string Label { get; private set; } = "";

    public string Carrier { get; private set; } = "";

    public string AccountId { get; private set; } = "";

    /// <summary>Encrypted with keys that all nodes share.</summary>
    public string ProtectedSecret { get; private set; } = "";

    /// <summary>What lets us act for a person of the account, where the carrier wants that; encrypted likewise.</summary>
    public string? ProtectedGrant { get; private set; }

    /// <summary>Unguessable segment of this number's webhook addresses.</summary>
    public string ChannelKey { get; private set; } = "";

    /// <summary>Messages a second that the carrier takes from this number, over all nodes.</summary>
    public double RatePerSecond { get; private set; }

    /// <summary>Used where nothing else chooses a number.</summary>
    public bool IsDefault { get; private set; }

    public bool IsActive { get; private set; }

    /// <summary>Set while the carrier refuses the account; nothing is sent from the number until credentials change or it is resumed.</summary>
    public string? PausedReason { get; private set; }

    /// <summary>What a caller can choose from; null connects without asking.</summary>
    public VoiceMenu? VoiceMenu { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>How the carrier's reports to us stand, where their order ends by itself and must be watched.</summary>
    public Reporting? Reporting { get; private set; }

    /// <summary>When the order is looked after again; null where there is none.</summary>
    public DateTimeOffset? WatchAt { get; private set; }

    /// <summary>When the carrier is asked how sent messages fare; null where nothing is open, or where it tells by itself.</summary>
    public DateTimeOffset? LookAt { get; private set; }

    /// <summary>Token bucket of the rate limit, kept by the dispatcher.</summary>
    public double Tokens { get; private set; }

    public DateTimeOffset TokensAt { get; private set; }

    public void Edit(string label, double ratePerSecond, bool isActive) =>
        (Label, RatePerSecond, IsActive) = (label.Trim(), ratePerSecond, isActive);

    /// <summary>What was ordered under other credentials is ordered anew.</summary>
    public void ChangeCredentials(string accountId, string protectedSecret, string? protectedGrant = null)
    {
        (AccountId, ProtectedSecret, ProtectedGrant, PausedReason) = (accountId, protectedSecret, protectedGrant ?? ProtectedGrant, null);
        if (Reporting is not null)
            (Reporting, WatchAt) = (Reporting with { SubscriptionId = null, Former = Reporting.SubscriptionId ?? Reporting.Former }, CreatedAt);
    }

    /// <summary>The carrier reports to us until the order ends.</summary>
    public void Reported(string subscriptionId, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        var known = Reporting ?? Unreported(now);
        var isNew = known.SubscriptionId != subscriptionId;
        Reporting = known with { SubscriptionId = subscriptionId, ExpiresAt = expiresAt, CheckedAt = now, Trouble = null, Former = isNew ? known.SubscriptionId ?? known.Former : known.Former };
        // Before a new order there was none: what customers texted then is looked for at once.
        (WatchAt, LookAt) = (isNew ? now : now + WatchEvery, LookAt ?? now);
    }

    /// <summary>The carrier does not report to us, or it is not known whether it does.</summary>
    /// <param name="trouble">A sentence fit for the user.</param>
    public void ReportingFails(string trouble, DateTimeOffset now) => (Reporting, WatchAt) = ((Reporting ?? Unreported(now)) with { CheckedAt = now, Trouble = trouble }, now + WatchAgainAfter);

    /// <summary>Whether what an order reports concerns this desk: the one that stands, and the one before it.</summary>
    public bool Knows(string subscriptionId) => Reporting is { } known && (known.SubscriptionId == subscriptionId || known.Former == subscriptionId);

    /// <summary>A list of what customers sent is about to be read on, up to now where nothing is being read.</summary>
    /// <returns>What to read; null where nobody wants to hear of the number yet.</returns>
    public Hearing? Listen(Listing what, DateTimeOffset now)
    {
        if (Reporting is null)
            return null;
        var heard = Heard(what) ?? new(now, now);
        heard = heard with { Reading = heard.Reading ?? now };
        Keep(what, heard);
        return heard;
    }

    /// <summary>A page of the list is here.</summary>
    /// <param name="next">The page that follows; null where the span ends.</param>
    public void Hear(Listing what, string? next)
    {
        if (Heard(what) is { Reading: { } reading } heard)
            Keep(what, next is null ? new(heard.From, reading) : heard with { Page = next });
    }

    private Hearing? Heard(Listing what) => what == Listing.Calls ? Reporting?.HeardCalls : Reporting?.Heard;

    private void Keep(Listing what, Hearing heard) => Reporting = what == Listing.Calls ? Reporting! with { HeardCalls = heard } : Reporting! with { Heard = heard };

    // What came before anybody wanted to hear of it stays where it is.
    private static Reporting Unreported(DateTimeOffset now) => new(null, null, now, null, Heard: new(now, now), HeardCalls: new(now, now));

    /// <summary>A node is about to look after the order.</summary>
    public void Watch(DateTimeOffset now) => WatchAt = now + WatchAgainAfter;

    /// <summary>A call has come further; once it is over the carrier lists it, though not at once.</summary>
    public void CallsChanged(DateTimeOffset now)
    {
        if (WatchAt > now + WatchAgainAfter)
            WatchAt = now + WatchAgainAfter;
    }

    /// <summary>Something may be new at the carrier.</summary>
    public void LookBy(DateTimeOffset at)
    {
        if (Reporting is not null && (LookAt is null || at < LookAt))
            LookAt = at;
    }

    /// <summary>The carrier is being asked; again after as long as the youngest open message is old.</summary>
    public void Look(TimeSpan? youngest, DateTimeOffset now) =>
        LookAt = youngest is not { } age ? null : now + (age < LookSoonest ? LookSoonest : age > LookLatest ? LookLatest : age);

    public void SetVoiceMenu(VoiceMenu? menu) => VoiceMenu = menu;

    public void SetDefault(bool isDefault) => IsDefault = isDefault;

    public void Pause(string reason) => PausedReason = reason;

    public void Resume() => PausedReason = null;

    /// <summary>How many messages may leave now: the whole tokens of a bucket that refills with the rate and holds one second's worth.</summary>
    public int Allowance(DateTimeOffset now) => IsActive && PausedReason is null ? (int)(Filled(now) + Rounding) : 0;

    /// <summary>How long until one more message may leave.</summary>
    public TimeSpan UntilAllowed(DateTimeOffset now) => TimeSpan.FromSeconds(Math.Max(0, 1 - Filled(now)) / RatePerSecond);

    public void Spend(int messages, DateTimeOffset now) => (Tokens, TokensAt) = (Filled(now) - messages, now > TokensAt ? now : TokensAt);

    // A node whose clock is behind the last one's finds no time passed.
    private double Filled(DateTimeOffset now) =>
        Math.Min(Math.Max(1, RatePerSecond), Tokens + Math.Max(0, (now - TokensAt).TotalSeconds) * RatePerSecond);
}
