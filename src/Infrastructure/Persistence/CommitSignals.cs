using System.Threading.Channels;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>Four bells within the process; a bell that rang while nobody listened rings for the next listener.</summary>
internal sealed class CommitSignals : ICommitSignals
{
    private readonly Channel<bool> _events = Bell(), _messages = Bell(), _calls = Bell(), _mail = Bell();

    public void EventsWritten() => _events.Writer.TryWrite(true);

    public void MessagesQueued() => _messages.Writer.TryWrite(true);

    public void CallsQueued() => _calls.Writer.TryWrite(true);

    public void MailQueued() => _mail.Writer.TryWrite(true);

    public Task<bool> WaitForEvents(TimeSpan atMost, CancellationToken ct) => Wait(_events, atMost, ct);

    public Task<bool> WaitForMessages(TimeSpan atMost, CancellationToken ct) => Wait(_messages, atMost, ct);

    public Task<bool> WaitForCalls(TimeSpan atMost, CancellationToken ct) => Wait(_calls, atMost, ct);

    public Task<bool> WaitForMail(TimeSpan atMost, CancellationToken ct) => Wait(_mail, atMost, ct);

    private static Channel<bool> Bell() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private static async Task<bool> Wait(Channel<bool> bell, TimeSpan atMost, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost);
        try
        {
            return await bell.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
