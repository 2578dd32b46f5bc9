namespace EscalationCqrs.Domain.Conversations;

/// <content>How an outbound SMS or e-mail fares. Each move answers whether it changed the state; what comes late or twice changes nothing.</content>
public sealed partial class Message
{
    /// <summary>A message in the carrier's hands for longer than this was left behind by a node that died.</summary>
    public static readonly TimeSpan DispatchLease = TimeSpan.FromSeconds(30);

    /// <summary>What the carrier does not list after this long goes to a person to decide.</summary>
    public static readonly TimeSpan UnknownAfter = TimeSpan.FromMinutes(10);

    /// <summary>After this long the carrier is not asked any more.</summary>
    public static readonly TimeSpan UnaskedAfter = TimeSpan.FromDays(1);

    public const string UnknownOutcome = "unknown_outcome", QuietHours = "quiet_hours";

    private static readonly TimeSpan FirstQuestionAfter = TimeSpan.FromSeconds(5), LongestBetweenQuestions = TimeSpan.FromMinutes(1);

    /// <summary>About to be handed to the carrier under a standing consent.</summary>
    /// <param name="consentId">Null for an e-mail to an address that the customer gave for answers.</param>
    public void Dispatch(Guid? consentId, DateTimeOffset now)
    {
        Become(DeliveryState.Dispatching, null, null, now);
        (ConsentId, DispatchedAt, Attempts, NextAttemptAt) = (consentId, now, Attempts + 1, null);
    }

    /// <summary>Waits for the end of the customer's quiet hours.</summary>
    /// <returns>False if it waited for that already.</returns>
    public bool Hold(DateTimeOffset until)
    {
        if (Delivery != DeliveryState.Queued)
            throw new InvalidOperationException("Only what is still to be sent can wait.");
        var waited = DeliveryReason == QuietHours;
        (DeliveryReason, NextAttemptAt) = (QuietHours, until);
        return !waited;
    }

    /// <summary>The customer is talking with us: what waited for the morning goes out now.</summary>
    public void Release(DateTimeOffset now)
    {
        if (Delivery == DeliveryState.Queued && DeliveryReason == QuietHours)
            (DeliveryReason, NextAttemptAt) = (null, now);
    }

    /// <summary>Held back, with the reason.</summary>
    public bool Suppress(string reason, string sentence, DateTimeOffset now) => Become(DeliveryState.Suppressed, reason, sentence, now);

    /// <summary>The carrier has it; a report may have overtaken this answer.</summary>
    public bool Accept(string carrierMessageId, DateTimeOffset now)
    {
        CarrierMessageId ??= carrierMessageId;
        return Become(DeliveryState.Accepted, null, null, now);
    }

    public bool Fail(string reason, string sentence, DateTimeOffset now) => Become(DeliveryState.Failed, reason, sentence, now);

    /// <summary>Known not to have left: waits for another try.</summary>
    public bool SendLater(string reason, DateTimeOffset at, DateTimeOffset now)
    {
        if (!Become(DeliveryState.Queued, reason, null, now))
            return false;
        NextAttemptAt = at;
        return true;
    }

    /// <summary>May have reached the carrier: to be settled by a report or by asking.</summary>
    public bool LoseSight(string reason, DateTimeOffset now)
    {
        if (!Become(DeliveryState.Uncertain, reason, null, now))
            return false;
        NextAttemptAt = now + FirstQuestionAfter;
        return true;
    }

    /// <summary>The mail server has taken it and passes it on; more is only ever heard if it comes back.</summary>
    public bool Mailed(string answer, DateTimeOffset now)
    {
        CarrierMessageId ??= answer;
        return Become(DeliveryState.Sent, null, null, now);
    }

    /// <summary>The carrier could not be asked for a day: a person decides.</summary>
    public bool GiveUpAsking(DateTimeOffset now) =>
        Delivery == DeliveryState.Uncertain && now - DispatchedAt >= UnaskedAfter
        && Fail(UnknownOutcome, "The carrier could not be asked whether it has this message; it may have been sent. Ask the customer before sending it again.", now);

    /// <summary>Nobody can be asked about an e-mail: after a while a person decides.</summary>
    public bool GiveUpMail(DateTimeOffset now) =>
        Delivery == DeliveryState.Uncertain && now - DispatchedAt >= UnknownAfter
        && Fail(UnknownOutcome, "The connection broke while the mail server took it; it may have been sent. Ask the customer before sending it again.", now);

    /// <summary>Whether the node that had it in hand must be dead.</summary>
    public bool IsAbandoned(DateTimeOffset now) => Delivery == DeliveryState.Dispatching && now - DispatchedAt >= DispatchLease;

    public bool MayBeAskedAbout(DateTimeOffset now) => Delivery == DeliveryState.Uncertain && (NextAttemptAt is null || NextAttemptAt <= now);

    /// <summary>The carrier is being asked; the next time after as long again, within a minute.</summary>
    public void Ask(DateTimeOffset now)
    {
        var age = now - DispatchedAt ?? TimeSpan.Zero;
        NextAttemptAt = now + (age < FirstQuestionAfter ? FirstQuestionAfter : age > LongestBetweenQuestions ? LongestBetweenQuestions : age);
    }

    /// <summary>What the carrier reports, in whatever order it comes.</summary>
    /// <param name="carrierMessageId">Null where another message already bears it.</param>
    public bool Report(DeliveryState state, string? carrierMessageId, string? errorCode, DateTimeOffset now)
    {
        CarrierMessageId ??= carrierMessageId;
        if (Delivery == DeliveryState.Failed && DeliveryReason == UnknownOutcome && state is DeliveryState.Sent or DeliveryState.Delivered)
            DeliveryError = "We gave it up, but the carrier now reports that it was sent. Do not send it again.";
        var failed = state is DeliveryState.Undelivered or DeliveryState.Failed;
        return Become(state, failed ? errorCode ?? "carrier" : null, failed ? Sentence(errorCode) : null, now);
    }

    private static string Sentence(string? errorCode) =>
        errorCode is null ? "The carrier could not deliver it." : $"The carrier could not deliver it (error {errorCode}).";

    private bool Become(DeliveryState state, string? reason, string? sentence, DateTimeOffset now)
    {
        if (Delivery is not { } from || !from.MayBecome(state))
            return false;
        (Delivery, DeliveryReason, DeliveryError, NextAttemptAt) = (state, reason, sentence, null);
        if (state is DeliveryState.Accepted or DeliveryState.Sent or DeliveryState.Delivered)
            SentAt ??= now;
        if (state == DeliveryState.Delivered)
            DeliveredAt = now;
        return true;
    }
}
