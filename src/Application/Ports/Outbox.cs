using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Application.Ports;

/// <summary>The queued SMS and e-mails of the actor's tenant under the locks that sending needs. What it returns is tracked: the unit of work saves the changes.</summary>
public interface IOutbox
{
    /// <summary>Locks a number until the end of the transaction; null if another node holds it, or if it does not exist.</summary>
    Task<Number?> TryLockNumber(Guid numberId, CancellationToken ct);

    /// <summary>
    /// Locks queued messages that are due, oldest first: of each recipient only the oldest, and none while another to the same recipient is in the carrier's hands,
    /// so that a customer reads our texts in the order in which they were written.
    /// </summary>
    Task<IReadOnlyList<Message>> TakeDue(Guid numberId, int limit, DateTimeOffset now, CancellationToken ct);

    /// <summary>Locks the tenant's mailbox until the end of the transaction; null if another node holds it, or if there is none.</summary>
    Task<Mailbox?> TryLockMailbox(CancellationToken ct);

    /// <summary>Like <see cref="TakeDue"/>, of the tenant's e-mails.</summary>
    Task<IReadOnlyList<Message>> TakeDueMail(int limit, DateTimeOffset now, CancellationToken ct);

    /// <summary>Locks messages by id, always in the same order.</summary>
    Task<IReadOnlyList<Message>> Lock(IEnumerable<Guid> messageIds, CancellationToken ct);
}

/// <summary>The carriers' calls of the actor's tenant.</summary>
public interface IWebhookInbox
{
    /// <summary>Stores what was not stored before.</summary>
    /// <returns>How many were new.</returns>
    Task<int> Store(IReadOnlyList<WebhookReceipt> receipts, CancellationToken ct);

    /// <summary>Locks receipts that still wait to be processed, oldest first; leaves out those that another node works on.</summary>
    Task<IReadOnlyList<WebhookReceipt>> TakeWaiting(IEnumerable<Guid> receiptIds, CancellationToken ct);

    /// <summary>One at a time for a pair of our number or mailbox and a customer's address, so that two texts at once cannot open two requests.</summary>
    Task LockPair(Guid channelId, string address, CancellationToken ct);

    /// <summary>Deletes receipts of the tenant from before a moment.</summary>
    Task<int> DeleteBefore(DateTimeOffset moment, ReceiptShare share, CancellationToken ct);

    /// <summary>Deletes the oldest receipts of each number or mailbox beyond so many.</summary>
    /// <param name="channelId">A number or a mailbox; null for all of the tenant.</param>
    Task<int> DeleteBeyond(int most, ReceiptShare share, Guid? channelId, CancellationToken ct);
}

/// <summary>Receipts that nobody works on, by how long they are kept.</summary>
public enum ReceiptShare
{
    Done,

    /// <summary>In quarantine because the carrier did not sign it: anyone on the internet can make one.</summary>
    Refused,

    /// <summary>In quarantine, but the carrier's own: something of ours is to be mended, and a customer's message may be in it.</summary>
    Failed,
}

/// <summary>How much of what was refused or failed is kept, for each number.</summary>
/// <param name="RefusedPerMinute">More are not even stored, so that a flood costs no writes.</param>
/// <param name="MaxBody">In bytes; longer bodies of refused calls are cut.</param>
public sealed record QuarantineLimits(int MaxRefused, TimeSpan RefusedFor, int RefusedPerMinute, int MaxFailed, TimeSpan FailedFor, int MaxBody);

/// <summary>Where the world reaches this desk.</summary>
public interface IPublicAddress
{
    /// <summary>As carriers and customers must use it, for example <c>https://desk.example.com</c>; never taken from a request.</summary>
    Uri Base { get; }
}
