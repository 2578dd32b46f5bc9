using System.Globalization;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Infrastructure.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>Compares each account's recordings at the carrier with ours, every hour, so that no lost report costs a recording. What is found is then fetched like any other.</summary>
internal sealed partial class InventoryJob(ICrossTenant tenants, TenantCommands commands, ItemRunner items, IEnumerable<ICallCarrier> carriers, IOptions<RecordingOptions> options, TimeProvider clock,
    ILogger<InventoryJob> logger) : IJob
{
    public const string Name = "recordings-inventory";

    /// <summary>More pages than this are no list of a few weeks but a mistake.</summary>
    private const int MostPages = 200;

    public async Task Run(IJobContext context, CancellationToken ct) =>
        await items.Each(context, await tenants.CarrierAccounts(ct), account => account.TenantId, account => Take(context, account.TenantId, account.NumberId, ct), ct);

    private async Task Take(IJobContext context, Guid tenant, Guid number, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var since = started.AddDays(-options.Value.InventoryDays);
        var (name, account) = await commands.Send(tenant, new BeginInventory.Command(number), ct);
        if (account is null || carriers.FirstOrDefault(c => c.Carrier == name) is not { } carrier)
            return;
        try
        {
            var (listed, found, ofNoCall) = await Compare(tenant, number, carrier, account, since, ct);
            var gone = (await commands.Send(tenant, new ConcludeInventory.Command(number, started, since, listed, found, ofNoCall), ct)).Gone;
            await context.Log(string.Create(CultureInfo.InvariantCulture, $"Number {number}: {listed} recordings at the carrier, {found} of them new here, {gone} of ours not there."), tenant, ct);
        }
        catch (CarrierUnavailable failure)
        {
            NotCompared(number, failure.Message);
            await commands.Send(tenant, new ConcludeInventory.Command(number, started, since, 0, 0, 0, failure.Message), ct);
            await context.Log($"Number {number} could not be compared: {failure.Message}", tenant, ct);
        }
    }

    private async Task<(int Listed, int Found, int OfNoCall)> Compare(Guid tenant, Guid number, ICallCarrier carrier, CarrierAccount account, DateTimeOffset since, CancellationToken ct)
    {
        var (listed, found, ofNoCall, pages) = (0, 0, 0, 0);
        string? next = null;
        do
        {
            if (++pages > MostPages)
                throw new CarrierUnavailable("The carrier lists more recordings than can be looked through.");
            var page = await carrier.ListRecordings(account, since, next, ct);
            var compared = await commands.Send(tenant, new CompareRecordings.Query(number, page.Items), ct);
            foreach (var gap in compared.Gaps)
                found += (await commands.Send(tenant, new NoteListedRecording.Command(gap.CallId, gap.Listed), ct)).Found ? 1 : 0;
            (listed, ofNoCall, next) = (listed + compared.OfCalls, ofNoCall + compared.OfNoCall, page.Next);
        }
        while (next is not null);
        return (listed, found, ofNoCall);
    }

    [LoggerMessage(LogLevel.Warning, "The recordings of number {NumberId} could not be compared with the carrier's: {Reason}")]
    private partial void NotCompared(Guid numberId, string reason);
}
