using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Sla;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>Writes down targets soon after they are missed. Their moment is the due time, however late this comes.</summary>
internal sealed class SlaBreachJob(ICrossTenant tenants, TenantCommands commands, ItemRunner items, TimeProvider clock) : IJob
{
    public const string Name = "sla-breach";

    private const int AtOnce = 500;

    public async Task Run(IJobContext context, CancellationToken ct) =>
        await items.Each(context, await tenants.DueBreaches(clock.GetUtcNow(), AtOnce, ct), due => due.TenantId,
            due => commands.Send(due.TenantId, new RecordBreaches.Command(due.EscalationId), ct), ct);
}
