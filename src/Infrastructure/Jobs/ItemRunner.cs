using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>Works through the items of a job one by one. An item that fails is told at the end and does not stop the rest.</summary>
internal sealed partial class ItemRunner(ILogger<ItemRunner> logger)
{
    private const int ReportEvery = 50;

    public Task Each<T>(IJobContext context, IReadOnlyList<T> items, Func<T, Task> work, CancellationToken ct) => Each(context, items, null, work, ct);

    /// <param name="tenantOf">Whose an item is, so that its failure can be told to them and to nobody else.</param>
    public async Task Each<T>(IJobContext context, IReadOnlyList<T> items, Func<T, Guid?>? tenantOf, Func<T, Task> work, CancellationToken ct)
    {
        if (items.Count == 0)
            return;
        var faults = new List<Exception>();
        await context.Report(0, items.Count, ct);
        for (var i = 0; i < items.Count; i++)
        {
            try
            {
                await work(items[i]);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                ItemFailed(e, typeof(T).Name);
                faults.Add(e);
                if (tenantOf is not null)
                    await context.Log($"{items[i]}: {JobHistory.Describe(e)}", tenantOf(items[i]), ct);
            }

            if ((i + 1) % ReportEvery == 0 || i + 1 == items.Count)
                await context.Report(i + 1, items.Count, ct);
        }

        if (faults.Count > 0)
            throw new AggregateException($"{faults.Count} of {items.Count} items failed.", faults.Take(5));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An item of a job failed ({Item}); the rest goes on.")]
    private partial void ItemFailed(Exception fault, string item);
}
