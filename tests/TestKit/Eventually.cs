using Xunit;
using Xunit.Sdk;

namespace EscalationCqrs.TestKit;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again until the condition holds.</summary>
    public static Task True(Func<Task<bool>> condition, string what, TimeSpan? patience = null) => Passes(async () => Assert.True(await condition(), what), patience);

    /// <summary>Tries again until nothing is thrown, and gives what was answered.</summary>
    public static async Task<T> Passes<T>(Func<Task<T>> attempt, TimeSpan? patience = null)
    {
        using var end = new CancellationTokenSource(patience ?? Patience);
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Exception e) when (e is XunitException or HttpRequestException or InvalidOperationException && !end.IsCancellationRequested)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    /// <summary>Tries again until nothing is thrown.</summary>
    public static Task Passes(Action attempt, TimeSpan? patience = null) => Passes(() =>
    {
        attempt();
        return Task.CompletedTask;
    }, patience);

    /// <summary>Tries again until nothing is thrown.</summary>
    public static Task Passes(Func<Task> attempt, TimeSpan? patience = null) => Passes(async () =>
    {
        await attempt();
        return true;
    }, patience);
}
