using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using MediatR;

namespace EscalationCqrs.Application.Conversations;

/// <summary>What anyone may know of the desk that an address names: whom they would write to.</summary>
public static class GetPublicDesk
{
    [NoPermissionNeeded("Stands above every chat; no secret")]
    [OwnTransactions("Looks the tenant up before there is one")]
    public sealed record Query(string Slug) : IQuery<Result>;

    public sealed record Result(string Name, string Locale);

    internal sealed class Handler(ICrossTenant tenants) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var tenant = await tenants.TenantBySlug(query.Slug, ct) ?? throw new NotFound("The desk");
            return new(tenant.Name, tenant.Locale);
        }
    }
}
