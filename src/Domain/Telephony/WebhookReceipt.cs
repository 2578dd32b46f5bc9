using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Telephony;

public enum WebhookState
{
    /// <summary>Stored; waits to be processed.</summary>
    Received,

    Processed,

    /// <summary>Speaks of a message that we do not know (yet); tried again for 24 hours.</summary>
    Orphan,

    /// <summary>Not authentic or not understood; an administrator may look and replay.</summary>
    Quarantined,
}

/// <summary>A carrier's call, or an e-mail that was delivered to us, stored before anything else is done with it. Unique per event.</summary>
public sealed class WebhookReceipt : Entity
{
    private WebhookReceipt() { }

    public WebhookReceipt(Guid tenantId, Guid? numberId, string eventId, string kind, string pathAndQuery, string contentType, string body, string signature,
        WebhookState state, string? error, DateTimeOffset now) : base(tenantId, Guid.CreateVersion7(now)) =>
        (NumberId, EventId, Kind, PathAndQuery, ContentType, Body, Signature, State, Error, ReceivedAt, NextAttemptAt) =
            (numberId, eventId, kind, pathAndQuery, contentType, body, signature, state, error, now, state == WebhookState.Received ? now : null);

    /// <summary>An e-mail to the tenant's mailbox.</summary>
    public static WebhookReceipt OfMail(Guid mailboxId, Guid tenantId, string eventId, string kind, string pathAndQuery, string contentType, string body, string signature,
        WebhookState state, string? error, DateTimeOffset now) =>
        new(tenantId, null, eventId, kind, pathAndQuery, contentType, body, signature, state, error, now) { MailboxId = mailboxId };

    /// <summary>Our number that the carrier called about; null for mail.</summary>
    public Guid? NumberId { get; private set; }

    /// <summary>The mailbox that the e-mail came to; null for carriers' calls.</summary>
    public Guid? MailboxId { get; private set; }

    public string EventId { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public string PathAndQuery { get; private set; } = "";

    public string ContentType { get; private set; } = "";

    public string Body { get; private set; } = "";

    public string Signature { get; private set; } = "";

    public WebhookState State { get; private set; }

    public string? Error { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    public DateTimeOffset? NextAttemptAt { get; private set; }

    public DateTimeOffset? ProcessedAt { get; private set; }

    public void Processed(DateTimeOffset now) => (State, ProcessedAt, NextAttemptAt, Error) = (WebhookState.Processed, now, null, null);

    /// <summary>Done with, without having changed anything, for a reason that an administrator may read.</summary>
    public void Discard(string reason, DateTimeOffset now) => (State, ProcessedAt, NextAttemptAt, Error) = (WebhookState.Processed, now, null, reason);

    /// <summary>Keeps only the beginning of a long one: what came with it has its own place by now.</summary>
    public void Shorten(int most) => Body = Body.Length <= most ? Body : Body[..most];

    /// <summary>Work on it goes on, and another node takes it up only if it does not end by then.</summary>
    public void Lease(DateTimeOffset until) => NextAttemptAt = until;

    public void TryLater(string error, DateTimeOffset at, WebhookState state) => (State, Error, NextAttemptAt, Attempts) = (state, error, at, Attempts + 1);

    /// <summary>Out of quarantine, to be worked on as if it had just come; under the carrier's own id, which one that was not trusted did not get.</summary>
    public void Replay(string eventId, DateTimeOffset now) =>
        (EventId, State, Error, Attempts, NextAttemptAt, ProcessedAt) = (eventId, WebhookState.Received, "replayed", 0, now, null);

    /// <param name="eventId">Given to one that is not trusted after all, so that the event itself can still come.</param>
    public void Quarantine(string error, DateTimeOffset now, string? eventId = null) =>
        (State, Error, NextAttemptAt, ProcessedAt, EventId) = (WebhookState.Quarantined, error, null, now, eventId ?? EventId);
}
