using System.Collections.Concurrent;
using System.Globalization;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Infrastructure.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>Fetches recordings that carriers have ready, some at once, and asks for those that were never announced. Goes on as long as something is due.</summary>
internal sealed partial class FetchRecordingsJob(ICrossTenant tenants, TenantCommands commands, IEnumerable<ICallCarrier> carriers, RecordingCopier copier, IOptions<RecordingOptions> options,
    TimeProvider clock, ILogger<FetchRecordingsJob> logger) : IJob
{
    public const string Name = "recordings-fetch";

    private const int AtOnce = 200;

    public async Task Run(IJobContext context, CancellationToken ct)
    {
        var (done, known) = (0, 0);
        var failed = new ConcurrentDictionary<Guid, bool>();
        while (!ct.IsCancellationRequested)
        {
            var due = (await tenants.DueRecordings(clock.GetUtcNow(), AtOnce, ct)).Where(d => !failed.ContainsKey(d.RecordingId)).ToList();
            if (due.Count == 0)
                return;
            known += due.Count;
            await context.Report(done, known, ct);
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = options.Value.InFlight, CancellationToken = ct }, async (one, stop) =>
            {
                if (!await Guarded(context, one.TenantId, one.RecordingId, stop))
                    failed[one.RecordingId] = true;
                await context.Report(Interlocked.Increment(ref done), known, stop);
            });
        }
    }

    /// <returns>False for one that a fault kept from being worked on: it may still be due, and is left to the next run.</returns>
    private async Task<bool> Guarded(IJobContext context, Guid tenant, Guid recording, CancellationToken ct)
    {
        try
        {
            await Work(context, tenant, recording, ct);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Failed(failure, recording, failure.GetType().Name);
            await context.Log($"Recording {recording} could not be worked on: {JobHistory.Describe(failure)}", tenant, ct);
            return false;
        }
    }

    private async Task Work(IJobContext context, Guid tenant, Guid recording, CancellationToken ct)
    {
        if (await commands.Send(tenant, new BeginFetch.Command(recording), ct) is not { Source: { } source, Need: var need })
            return;
        switch (need)
        {
            case BeginFetch.Need.Ask:
                await commands.Send(tenant, new NoteCarrierRecordings.Command(recording, await Carrier(source).ListRecordings(source.Call!, source.Account, ct)), ct);
                break;
            case BeginFetch.Need.Copy:
                await Copy(context, tenant, recording, source, ct);
                break;
            case BeginFetch.Need.DeleteAtCarrier:
                await DeleteAtCarrier(tenant, recording, source, ct);
                break;
        }
    }

    private async Task Copy(IJobContext context, Guid tenant, Guid recording, BeginFetch.Source source, CancellationToken ct)
    {
        RecordFetch.Copy copy;
        try
        {
            copy = await copier.Copy(source, bytes => commands.Send(tenant, new RecordFetch.Command(recording, bytes), ct), ct);
        }
        catch (Exception failure) when (failure is CarrierUnavailable or StoreUnavailable or BadAudio or IOException)
        {
            NotCopied(recording, failure.Message);
            await context.Log($"Recording {recording} was not copied: {failure.Message}", tenant, ct);
            await commands.Send(tenant, new RecordFetch.Command(recording, 0, Error: Code(failure)), ct);
            return;
        }

        await context.Log(string.Create(CultureInfo.InvariantCulture, $"Recording {recording} copied: {copy.Facts.Length} bytes."), tenant, ct);
        if ((await commands.Send(tenant, new RecordFetch.Command(recording, copy.Facts.Length, copy), ct)).DeleteCarrierCopy)
            await DeleteAtCarrier(tenant, recording, source, ct);
    }

    /// <summary>What staff are told; the whole of it is in the job's lines.</summary>
    private static string Code(Exception failure) => failure switch
    {
        CarrierUnavailable => "carrier_unavailable",
        StoreUnavailable => "store_unavailable",
        BadAudio => failure.Message,
        _ => "disk",
    };

    private async Task DeleteAtCarrier(Guid tenant, Guid recording, BeginFetch.Source source, CancellationToken ct)
    {
        await Carrier(source).DeleteRecording(source.Id, source.Account, ct);
        await commands.Send(tenant, new NoteCarrierDeletion.Command(recording), ct);
    }

    private ICallCarrier Carrier(BeginFetch.Source source) => carriers.First(c => c.Carrier == source.Carrier);

    [LoggerMessage(LogLevel.Warning, "Recording {RecordingId} could not be worked on ({Failure})")]
    private partial void Failed(Exception exception, Guid recordingId, string failure);

    [LoggerMessage(LogLevel.Information, "Recording {RecordingId} was not copied: {Reason}")]
    private partial void NotCopied(Guid recordingId, string reason);
}
