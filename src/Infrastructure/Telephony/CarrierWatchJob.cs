using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Infrastructure.Jobs;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>Keeps carriers' orders to report alive, fetches what customers texted without a report, and asks how messages fare where a carrier does not say so of each.</summary>
internal sealed partial class CarrierWatchJob(ICrossTenant tenants, TenantCommands commands, ItemRunner items, TimeProvider clock, ILogger<CarrierWatchJob> logger) : IJob
{
    public const string Name = "carrier-watch";

    private const int AtOnce = 500;

    public async Task Run(IJobContext context, CancellationToken ct) =>
        await items.Each(context, await tenants.NumbersToWatch(clock.GetUtcNow(), AtOnce, ct), due => Tend(due.TenantId, due.NumberId, due.Watches, due.Looks, ct), ct);

    private async Task Tend(Guid tenant, Guid number, bool watches, bool looks, CancellationToken ct)
    {
        if (watches)
            await commands.Send(tenant, new WatchNumber.Command(number), ct);
        try
        {
            // Also where no order can be made: then this is how customers are heard at all.
            foreach (var what in watches ? Enum.GetValues<Listing>() : [])
            {
                if (await commands.Send(tenant, new FetchReceived.Command(number, what), ct) is { Stored: > 0 and var stored })
                    Fetched(number, stored, what);
            }

            if (looks)
                await commands.Send(tenant, new FollowMessages.Command(number), ct);
        }
        catch (CarrierUnavailable unavailable)
        {
            NotAnswered(number, unavailable.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Stored} of {What} to number {NumberId} had not been reported and were fetched")]
    private partial void Fetched(Guid numberId, int stored, Listing what);

    [LoggerMessage(LogLevel.Information, "The carrier could not be asked about messages of number {NumberId}: {Reason}")]
    private partial void NotAnswered(Guid numberId, string reason);
}
