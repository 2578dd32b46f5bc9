namespace EscalationCqrs.Application.Ports;

/// <summary>
/// Wakes the followers of this node right after a commit; other nodes find out by polling. A signal given while nobody waits is
/// kept for the next wait, several count as one. Each kind has one waiter per node.
/// </summary>
public interface ICommitSignals
{
    void EventsWritten();

    void MessagesQueued();

    void CallsQueued();

    void MailQueued();

    /// <summary>Returns when events were written since the last wait, or after <paramref name="atMost"/>.</summary>
    /// <returns>Whether a signal ended the wait.</returns>
    Task<bool> WaitForEvents(TimeSpan atMost, CancellationToken ct);

    /// <summary>Returns when messages were queued since the last wait, or after <paramref name="atMost"/>.</summary>
    /// <returns>Whether a signal ended the wait.</returns>
    Task<bool> WaitForMessages(TimeSpan atMost, CancellationToken ct);

    /// <summary>Returns when e-mails were queued since the last wait, or after <paramref name="atMost"/>.</summary>
    /// <returns>Whether a signal ended the wait.</returns>
    Task<bool> WaitForMail(TimeSpan atMost, CancellationToken ct);

    /// <summary>Returns when calls were queued since the last wait, or after <paramref name="atMost"/>.</summary>
    /// <returns>Whether a signal ended the wait.</returns>
    Task<bool> WaitForCalls(TimeSpan atMost, CancellationToken ct);
}
