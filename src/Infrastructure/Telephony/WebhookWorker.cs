using EscalationCqrs.Application.Calls;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>Works on what carriers reported: delivery reports many at a time, customers' texts one by one. Several nodes may do so side by side.</summary>
public sealed partial class WebhookWorker(DeskSender desk, ICrossTenant tenants, WebhookArrivals arrivals, IOptions<DispatchOptions> options, TimeProvider clock,
    ILogger<WebhookWorker> logger) : BackgroundService
{
    private const int Most = 200;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100), AfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await arrivals.Wait(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), stoppingToken);
                // Reports come in swarms; a moment's patience makes one transaction of many.
                await Task.Delay(Gathering, clock, stoppingToken);
                while (await Round(stoppingToken) == Most)
                {
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                RoundFailed(failure, failure.GetType().Name);
                await Task.Delay(AfterFailure, clock, CancellationToken.None);
            }
        }
    }

    /// <summary>Works on what is due, once.</summary>
    /// <returns>How many receipts were taken.</returns>
    public async Task<int> Round(CancellationToken ct)
    {
        var taken = 0;
        foreach (var tenant in (await tenants.DueReceipts(clock.GetUtcNow(), Most, ct)).GroupBy(d => d.TenantId, d => d.ReceiptId))
            taken += await Process(tenant.Key, [.. tenant], ct);

        return taken;
    }

    private async Task<int> Process(Guid tenantId, IReadOnlyList<Guid> receipts, CancellationToken ct)
    {
        ProcessDeliveryReports.Result result;
        try
        {
            result = await desk.Send(tenantId, new ProcessDeliveryReports.Command(receipts), ct);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or DatabaseAway))
        {
            if (receipts is [var only])
            {
                await Postpone(tenantId, only, failure, ct);
                return 1;
            }

            // One that cannot be read must not hold up the others.
            var taken = 0;
            foreach (var one in receipts)
                taken += await Process(tenantId, [one], ct);
            return taken;
        }

        foreach (var inbound in result.Inbound)
            await Receive(tenantId, inbound, new ReceiveSms.Command(inbound), ct);
        foreach (var report in result.Voice)
            await Receive(tenantId, report, new ProcessVoiceReport.Command(report), ct);
        foreach (var mail in result.Mail)
        {
            await Receive(tenantId, mail, new ReceiveMail.Command(mail), ct);
            await Receive(tenantId, mail, new KeepAttachments.Command(mail), ct);
        }

        return result.Taken;
    }

    private async Task Receive(Guid tenantId, Guid receiptId, ICommand<Unit> command, CancellationToken ct)
    {
        try
        {
            await desk.Send(tenantId, command, ct);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or DatabaseAway))
        {
            await Postpone(tenantId, receiptId, failure, ct);
        }
    }

    private async Task Postpone(Guid tenantId, Guid receiptId, Exception failure, CancellationToken ct)
    {
        ReceiptFailed(failure, receiptId, failure.GetType().Name);
        await desk.Send(tenantId, new PostponeReceipt.Command(receiptId, failure.GetType().Name, ForGood: failure is FormatException), ct);
    }

    [LoggerMessage(LogLevel.Warning, "Looking for carriers' calls failed ({Failure}); trying again")]
    private partial void RoundFailed(Exception exception, string failure);

    [LoggerMessage(LogLevel.Error, "The carrier's call {ReceiptId} could not be worked on ({Failure})")]
    private partial void ReceiptFailed(Exception exception, Guid receiptId, string failure);
}
