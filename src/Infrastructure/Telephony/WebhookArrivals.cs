namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>Tells this node's worker that carriers' calls were stored; several count as one.</summary>
public sealed class WebhookArrivals : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0);

    public void Ring()
    {
        if (_bell.CurrentCount == 0)
            _bell.Release();
    }

    public async Task Wait(TimeSpan atMost, CancellationToken ct)
    {
        // Whatever rang meanwhile is answered by the look that follows.
        if (await _bell.WaitAsync(atMost, ct))
        {
            while (_bell.Wait(0, CancellationToken.None))
            {
            }
        }
    }

    public void Dispose() => _bell.Dispose();
}
