using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Infrastructure.Telephony;

namespace EscalationCqrs.Web.Hosting;

/// <summary>Tells the bundled simulator, which may have forgotten, where the demo's numbers report. Development only.</summary>
internal sealed partial class DemoConnection(DeskSender sender, ICrossTenant tenants, ILogger<DemoConnection> log) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Connect(stoppingToken);
                return;
            }
            catch (Exception e) when (e is CarrierUnavailable or DatabaseAway)
            {
                Unreachable(log, e.Message);
                await Task.Delay(Again, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Connect(CancellationToken ct)
    {
        if (await tenants.TenantBySlug("demo", ct) is not { } demo)
            return;
        foreach (var number in (await sender.Send(CurrentActor.System(demo.Id), new ListNumbers.Query(), ct)).Items)
            await sender.Send(CurrentActor.System(demo.Id), new ConnectNumber.Command(number.Id), ct);
    }

    [LoggerMessage(LogLevel.Warning, "The demo's numbers are not connected yet: {Reason}")]
    private static partial void Unreachable(ILogger log, string reason);
}
