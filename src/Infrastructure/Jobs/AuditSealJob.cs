using EscalationCqrs.Application.Audit;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>Seals new audit entries into each tenant's chain within ten seconds.</summary>
internal sealed partial class AuditSealJob(ICrossTenant tenants, TenantCommands commands, ItemRunner items, ILogger<AuditSealJob> logger) : IJob
{
    public const string Name = "audit-seal";

    public async Task Run(IJobContext context, CancellationToken ct) =>
        await items.Each(context, await tenants.UnsealedTenants(ct), tenant => tenant, tenant => Seal(tenant, ct), ct);

    private async Task Seal(Guid tenantId, CancellationToken ct)
    {
        SealAudit.Result sealing;
        do
        {
            sealing = await commands.Send(tenantId, new SealAudit.Command(), ct);
            // The log is another place than the database: whoever cuts the chain there cannot cut it here.
            if (sealing.Hash is not null)
                Sealed(tenantId, sealing.Link, sealing.Entries, sealing.Hash);
        }
        while (sealing.More);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Audit of tenant {TenantId} sealed: link {Link}, {Entries} entries, hash {Hash}.")]
    private partial void Sealed(Guid tenantId, long link, int entries, string hash);
}
