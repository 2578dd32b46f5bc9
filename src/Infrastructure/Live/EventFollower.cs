using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Infrastructure.Live;

/// <summary>
/// Follows the log of events on this node: woken by this node's own commits, else by polling for those of others. Polling, because NOTIFY
/// inside a business transaction makes all writers queue for one lock.
/// </summary>
internal sealed partial class EventFollower(ICrossTenant log, ICommitSignals signals, LiveHub hub, TimeProvider clock, ILogger<EventFollower> logger) : BackgroundService
{
    private const int Batch = 1000;

    /// <summary>How late another node's event may be noticed.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Under load one look serves many commits.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        EventCursor? cursor = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                cursor ??= await log.EventsHead(stoppingToken);
                cursor = await Follow(cursor.Value, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // Whatever it is, the node's other work must not end with it.
            catch (Exception failure)
            {
                if (failure is DatabaseAway)
                    Away(logger);
                else
                    Failed(logger, failure, failure.GetType().Name);
                await Task.Delay(AfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<EventCursor> Follow(EventCursor cursor, CancellationToken ct)
    {
        var events = await log.EventsAfter(cursor, Batch, ct);
        hub.Publish(events);
        if (events.Count < Batch)
            await Rest(events.Count > 0, ct);
        return events.Count > 0 ? events[^1].Cursor : cursor;
    }

    private async Task Rest(bool afterEvents, CancellationToken ct)
    {
        if (afterEvents)
            await Task.Delay(BetweenLooks, clock, ct);
        await signals.WaitForEvents(Poll, ct);
    }

    [LoggerMessage(LogLevel.Warning, "The live follower cannot reach the database; streams stand still until it is back")]
    private static partial void Away(ILogger logger);

    [LoggerMessage(LogLevel.Error, "The live follower failed ({Failure}); streams stand still until it can go on")]
    private static partial void Failed(ILogger logger, Exception exception, string failure);
}

public static class LiveModule
{
    public static IServiceCollection AddLive(this IServiceCollection services) =>
        services.AddSingleton<LiveHub>().AddHostedService<EventFollower>();
}
