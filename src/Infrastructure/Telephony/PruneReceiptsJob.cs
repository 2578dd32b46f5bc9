using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Infrastructure.Jobs;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>Forgets old webhooks in each tenant that has a number.</summary>
internal sealed class PruneReceiptsJob(ICrossTenant tenants, TenantCommands commands, ItemRunner items) : IJob
{
    public const string Name = "webhooks-prune";

    public async Task Run(IJobContext context, CancellationToken ct) => await items.Each(context, [.. (await tenants.CarrierAccounts(ct)).Select(a => a.TenantId).Distinct()], tenant => tenant,
        tenant => commands.Send(tenant, new PruneReceipts.Command(), ct), ct);
}
