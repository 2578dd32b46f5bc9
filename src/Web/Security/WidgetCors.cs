using EscalationCqrs.Application.Ports;
using EscalationCqrs.Web.Api;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace EscalationCqrs.Web.Security;

/// <summary>Which sites may call the public API from a browser: those the tenant named.</summary>
internal sealed class WidgetCors(ICrossTenant tenants) : ICorsPolicyProvider
{
    public const string Policy = "widget";

    public async Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        if (policyName != Policy || context.GetRouteValue("tenant") is not string slug || await tenants.TenantBySlug(slug, context.RequestAborted) is not { } tenant)
            return null;
        return new CorsPolicyBuilder([.. tenant.WidgetOrigins])
            .WithMethods("GET", "POST", "DELETE").WithHeaders("content-type", "last-event-id", PublicEndpoints.TokenHeader)
            .WithExposedHeaders("Retry-After").SetPreflightMaxAge(TimeSpan.FromMinutes(10)).Build();
    }
}
