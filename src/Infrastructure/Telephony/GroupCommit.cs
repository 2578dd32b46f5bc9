namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>What arrives while a commit runs shares the next one: under load many share a transaction, when idle nobody waits for company.</summary>
/// <param name="commit">Answers for each item in its place.</param>
/// <param name="most">Largest group.</param>
/// <param name="linger">How long a group waits for company after all.</param>
public sealed class GroupCommit<TItem, TResult>(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> commit, int most, TimeSpan linger = default)
{
    private readonly Lock _gate = new();
    private readonly Queue<(TItem Item, TaskCompletionSource<TResult> Done)> _waiting = [];
    private bool _running;

    public Task<TResult> Add(TItem item)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue((item, done));
            if (_running)
                return done.Task;
            _running = true;
        }

        _ = Task.Run(Drain);
        return done.Task;
    }

    private async Task Drain()
    {
        do
        {
            if (linger > TimeSpan.Zero)
                await Task.Delay(linger);
        }
        while (Take() is { Count: > 0 } group && await Commit(group));
    }

    private List<(TItem Item, TaskCompletionSource<TResult> Done)> Take()
    {
        lock (_gate)
        {
            List<(TItem, TaskCompletionSource<TResult>)> group = [];
            while (group.Count < most && _waiting.TryDequeue(out var next))
                group.Add(next);
            _running = group.Count > 0;
            return group;
        }
    }

    private async Task<bool> Commit(List<(TItem Item, TaskCompletionSource<TResult> Done)> group)
    {
        try
        {
            var results = await commit([.. group.Select(g => g.Item)]);
            for (var i = 0; i < group.Count; i++)
                group[i].Done.SetResult(results[i]);
        }
        catch (Exception e)
        {
            foreach (var (_, done) in group)
                done.SetException(e);
        }

        return true;
    }
}
