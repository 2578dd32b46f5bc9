using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
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
        return For(tenant.WidgetOrigins);
    }

    /// <summary>Refuses a site that the tenant did not name. Our own pages name no origin when they read.</summary>
    public static void Guard(string origin, IReadOnlyList<string> allowed)
    {
        if (origin.Length > 0 && !For(allowed).IsOriginAllowed(origin))
            throw new PermissionDenied("origin_not_allowed", "This site is not among those that may show the chat; an administrator adds it under Settings, Widget.");
    }

    private static CorsPolicy For(IReadOnlyList<string> origins) => new CorsPolicyBuilder([.. origins])
        .WithMethods("GET", "POST", "DELETE").WithHeaders("content-type", "last-event-id", PublicEndpoints.TokenHeader)
        .WithExposedHeaders("Retry-After").SetPreflightMaxAge(TimeSpan.FromMinutes(10)).Build();
}
