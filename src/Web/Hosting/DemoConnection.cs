using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Infrastructure.Telephony;

namespace EscalationCqrs.Web.Hosting;

/// <summary>Tells the bundled simulator, which may have forgotten, where the demo's numbers report. Development only.</summary>
internal sealed partial class DemoConnection(DeskSender sender, ICrossTenant tenants, ILogger<DemoConnection> log) : BackgroundService
{
    /// <summary>Two minutes in all: the simulator starts in seconds, and a number that it does not know stays unknown.</summary>
    private const int Tries = 24;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connected = new HashSet<Guid>();
        for (var i = 0; i < Tries && !await Connect(connected, stoppingToken); i++)
            await Task.Delay(Again, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>Whether nothing is left to do that could succeed later.</returns>
    private async Task<bool> Connect(HashSet<Guid> connected, CancellationToken ct)
    {
        try
        {
            if (ct.IsCancellationRequested || await tenants.TenantBySlug("demo", ct) is not { } demo)
                return true;
            var isDone = true;
            foreach (var number in (await sender.Send(CurrentActor.System(demo.Id), new ListNumbers.Query(), ct)).Items.Where(n => n.IsActive && !connected.Contains(n.Id)))
            {
                if (await Connect(demo.Id, number.Id, ct))
                    connected.Add(number.Id);
                else
                    isDone = false;
            }

            return isDone;
        }
        catch (DatabaseAway away)
        {
            Unreachable(log, away.Message);
            return false;
        }
    }

    /// <returns>False if the simulator does not answer yet; what it refuses is for somebody to mend in the settings.</returns>
    private async Task<bool> Connect(Guid tenant, Guid number, CancellationToken ct)
    {
        try
        {
            await sender.Send(CurrentActor.System(tenant), new ConnectNumber.Command(number), ct);
            return true;
        }
        catch (CarrierUnavailable away)
        {
            Unreachable(log, away.Message);
            return false;
        }
        catch (Exception refusal) when (refusal is not (OperationCanceledException or DatabaseAway))
        {
            Refused(log, number, refusal.Message);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The demo's numbers are not connected yet: {Reason}")]
    private static partial void Unreachable(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "The demo's number {NumberId} was not connected: {Reason}")]
    private static partial void Refused(ILogger log, Guid numberId, string reason);
}
