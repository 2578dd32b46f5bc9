using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using MediatR;

namespace EscalationCqrs.Application.Tenants;

/// <summary>What anyone may know of a tenant: what the widget shows, and where it may be shown.</summary>
public static class GetPublicTenant
{
    [NoPermissionNeeded("the widget asks before anyone is known; the answer is public")]
    [OwnTransactions("the tenant is not known yet")]
    public sealed record Query(string Slug) : IQuery<Result>;

    public sealed record Result(Guid Id, string Slug, string Name, string Locale, IReadOnlyList<string> Origins);

    internal sealed class Handler(ICrossTenant everywhere) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var tenant = await everywhere.TenantBySlug(query.Slug, ct) ?? throw new NotFound("The tenant");
            return new(tenant.Id, tenant.Slug, tenant.Name, tenant.Locale, tenant.WidgetOrigins);
        }
    }
}
