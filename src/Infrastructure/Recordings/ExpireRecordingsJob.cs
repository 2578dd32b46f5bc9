using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Infrastructure.Jobs;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>Deletes the audio of recordings whose time is over.</summary>
internal sealed class ExpireRecordingsJob(ICrossTenant tenants, TenantCommands commands, ItemRunner items, TimeProvider clock) : IJob
{
    public const string Name = "recordings-expire";

    private const int AtOnce = 500;

    public async Task Run(IJobContext context, CancellationToken ct) =>
        await items.Each(context, await tenants.ExpiredRecordings(clock.GetUtcNow(), AtOnce, ct), due => due.TenantId, due => commands.Send(due.TenantId, new ExpireRecording.Command(due.RecordingId), ct), ct);
}
