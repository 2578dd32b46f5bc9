using System.Collections.Concurrent;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Calls;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Telephony;

namespace EscalationCqrs.Web.Webhooks;

/// <summary>Takes carriers' calls in: finds whose number it is, then stores the call as that tenant's carrier. Calls that come at the same moment share a transaction.</summary>
internal sealed class WebhookIntake(DeskSender desk, WebhookArrivals arrivals)
{
    private const int MostTogether = 64;

    // Carriers report in swarms; a few milliseconds' patience makes one transaction of many.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(15);

    // Only keys that exist are remembered, and a key never changes hands.
    private readonly ConcurrentDictionary<(string Carrier, string Key), FindChannel.Result> _channels = [];
    private readonly ConcurrentDictionary<Guid, GroupCommit<WebhookCall, bool>> _numbers = [];

    /// <returns>Whether the call was taken; what was not counts for nothing.</returns>
    public async Task<bool> Take(string carrier, string channelKey, WebhookCall call, CancellationToken ct)
    {
        if (await Channel(carrier, channelKey, ct) is not { } channel)
            return false;
        return await _numbers.GetOrAdd(channel.NumberId, id => new(calls => Store(channel.TenantId, id, calls), MostTogether, Gathering)).Add(call);
    }

    /// <returns>What the carrier is to do in the call it asks about; null if the carrier itself did not ask, and then the call is kept apart.</returns>
    public async Task<string?> Ask(string carrier, string channelKey, WebhookCall call, CancellationToken ct)
    {
        if (await Channel(carrier, channelKey, ct) is not { } channel)
            return null;
        var answer = await desk.Send(new CurrentActor { Kind = ActorKind.Carrier, TenantId = channel.TenantId }, new AnswerVoice.Command(channel.NumberId, call), CancellationToken.None);
        if (answer.Script is null)
            await Take(carrier, channelKey, call, ct);
        return answer.Script;
    }

    /// <summary>Whether an address is one of ours.</summary>
    public async Task<bool> Knows(string carrier, string channelKey, CancellationToken ct) => await Channel(carrier, channelKey, ct) is not null;

    private async Task<IReadOnlyList<bool>> Store(Guid tenantId, Guid numberId, IReadOnlyList<WebhookCall> calls)
    {
        var carrier = new CurrentActor { Kind = ActorKind.Carrier, TenantId = tenantId };
        // Not cancelled when one caller hangs up: the others share the transaction.
        var result = await desk.Send(carrier, new ReceiveWebhook.Command(numberId, calls), CancellationToken.None);
        if (result.Stored > 0)
            arrivals.Ring();
        return result.Taken;
    }

    private async Task<FindChannel.Result?> Channel(string carrier, string channelKey, CancellationToken ct)
    {
        if (_channels.TryGetValue((carrier, channelKey), out var known))
            return known;
        var found = await desk.Send(new CurrentActor { Kind = ActorKind.Carrier }, new FindChannel.Query(carrier, channelKey), ct);
        if (found is not null)
            _channels.TryAdd((carrier, channelKey), found);
        return found;
    }
}
