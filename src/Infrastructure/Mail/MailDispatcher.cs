using System.Collections.Concurrent;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Infrastructure.Telephony;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Mail;

/// <summary>
/// Hands queued e-mails to their servers, each exactly once. Wakes after a commit of this node, else looks every half second; when the node stops it takes nothing new and waits
/// for those under way.
/// </summary>
public sealed partial class MailDispatcher(DeskSender desk, ICrossTenant tenants, ICommitSignals signals, IMailer mailer, IOptions<MailOptions> options, IOptions<DispatchOptions> dispatch,
    TimeProvider clock, ILogger<MailDispatcher> logger) : BackgroundService
{
    private const int MostMailboxes = 200, TriesToRecord = 5;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _slots = new(options.Value.InFlight);
    private readonly ConcurrentDictionary<Guid, Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (dispatch.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Round(stoppingToken);
                await signals.WaitForMail(TimeSpan.FromMilliseconds(dispatch.Value.PollMilliseconds), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                RoundFailed(failure, failure.GetType().Name);
                await Task.Delay(AfterFailure, clock, CancellationToken.None);
            }
        }

        await Task.WhenAll(_running.Values);
    }

    private async Task Round(CancellationToken ct)
    {
        var due = await tenants.DueMailboxes(clock.GetUtcNow(), MostMailboxes, ct);
        for (var i = 0; i < due.Count && _slots.CurrentCount > 0; i++)
            await Dispatch(due[i], Math.Max(1, _slots.CurrentCount / (due.Count - i)));
    }

    private async Task Dispatch(Guid tenant, int slots)
    {
        DispatchMail.Result taken;
        try
        {
            // Not cancelled once begun: what is committed must be handed over.
            taken = await desk.Send(tenant, new DispatchMail.Command(slots), CancellationToken.None);
        }
        catch (Exception failure) when (failure is not DatabaseAway)
        {
            // One mailbox that cannot be worked on must not keep the others waiting.
            MailboxFailed(failure, tenant, failure.GetType().Name);
            return;
        }

        foreach (var outgoing in taken.Mails)
        {
            _slots.Wait(0, CancellationToken.None);
            _running[outgoing.Mail.MessageId] = Task.Run(() => HandOver(tenant, taken.Server, outgoing), CancellationToken.None);
        }
    }

    private async Task HandOver(Guid tenant, MailServer? server, DispatchMail.Outgoing outgoing)
    {
        SendOutcome outcome;
        try
        {
            outcome = await mailer.Send(outgoing.Mail, server, CancellationToken.None);
        }
        catch (Exception failure)
        {
            MailFailed(failure, outgoing.Mail.MessageId, failure.GetType().Name);
            outcome = new SendOutcome.Uncertain("fault");
        }

        _slots.Release();
        await Record(tenant, new(outgoing.Mail.MessageId, outgoing.Attempt, outcome));
        _running.TryRemove(outgoing.Mail.MessageId, out _);
        // The same customer's next e-mail may go now.
        signals.MailQueued();
    }

    /// <summary>What cannot be written becomes uncertain by its lease.</summary>
    private async Task Record(Guid tenant, RecordSendOutcomes.Posted posted)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await desk.Send(tenant, new RecordSendOutcomes.Command([posted]), CancellationToken.None);
                return;
            }
            catch (Exception failure)
            {
                MailFailed(failure, posted.MessageId, failure.GetType().Name);
                if (tries == TriesToRecord)
                    return;
                await Task.Delay(AfterFailure, clock, CancellationToken.None);
            }
        }
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "A round of sending mail failed ({Failure}); trying again")]
    private partial void RoundFailed(Exception exception, string failure);

    [LoggerMessage(LogLevel.Error, "The mail of tenant {TenantId} cannot be dispatched ({Failure})")]
    private partial void MailboxFailed(Exception exception, Guid tenantId, string failure);

    [LoggerMessage(LogLevel.Error, "E-mail {MessageId} could not be handed over or recorded ({Failure})")]
    private partial void MailFailed(Exception exception, Guid messageId, string failure);
}
