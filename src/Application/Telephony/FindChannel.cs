using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Whose number a webhook address belongs to. The key in the address is the only thing known about the caller at this point.</summary>
public static class FindChannel
{
    [NoPermissionNeeded("A carrier calls before its tenant is known; the signature is verified next")]
    [OwnTransactions("Looks over all tenants")]
    public sealed record Query(string Carrier, string ChannelKey) : IQuery<Result?>;

    public sealed record Result(Guid TenantId, Guid NumberId);

    internal sealed class Handler(ICrossTenant tenants) : IRequestHandler<Query, Result?>
    {
        public async Task<Result?> Handle(Query query, CancellationToken ct) =>
            await tenants.NumberByChannelKey(query.ChannelKey, ct) is { } number && number.Carrier == query.Carrier ? new(number.TenantId, number.Id) : null;
    }
}
