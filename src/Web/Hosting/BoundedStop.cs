namespace EscalationCqrs.Web.Hosting;

/// <summary>Runs the desk until it is told to stop, and sees to it that it does.</summary>
internal static partial class BoundedStop
{
    /// <summary>A little longer than the host gives its services.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(25);

    /// <summary>The job engine waits for its store without an end: a desk whose database is gone would never stop. Nothing is lost, since all work is in the database.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunToTheEnd(this WebApplication app) => app.RunToTheEnd(StopWithin, Environment.Exit);

    internal static async Task<int> RunToTheEnd(this WebApplication app, TimeSpan within, Action<int> exit)
    {
        var stopping = new TaskCompletionSource();
        app.Lifetime.ApplicationStopping.Register(() => stopping.TrySetResult());
        var run = app.RunAsync();
        await Task.WhenAny(run, stopping.Task);
        if (await Task.WhenAny(run, Task.Delay(within)) != run)
        {
            StillBusy(app.Logger, within.TotalSeconds);
            exit(1);
            return 1;
        }

        await run;
        return 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The desk did not stop within {Seconds} seconds and is ended")]
    private static partial void StillBusy(ILogger logger, double seconds);
}
