using EscalationCqrs.Infrastructure.Telemetry;
using EscalationCqrs.Web.Access;
using EscalationCqrs.Web.Api;
using EscalationCqrs.Web.Live;
using EscalationCqrs.Web.Pages.Views;
using EscalationCqrs.Web.Security;
using EscalationCqrs.Web.Webhooks;
using EscalationCqrs.Web.Widget;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;

namespace EscalationCqrs.Web.Hosting;

/// <summary>The web part of the product: services, the order of middleware, the map of routes.</summary>
public static class WebModule
{
    /// <summary>JSON bodies are small; recordings and mail have limits of their own.</summary>
    private const long MaxBody = 256 * 1024;

    public static IServiceCollection AddDeskWeb(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.ConfigureHttpJsonOptions(o => Json.Configure(o.SerializerOptions));
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(o => (o.AddServerHeader, o.Limits.MaxRequestBodySize) = (false, MaxBody));
        services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        services.AddSingleton<ICorsPolicyProvider, WidgetCors>();
        services.AddSingleton<PublicLimits>().AddSingleton<EscalationLimits>();
        services.AddCors();
        services.AddHttpContextAccessor();
        services.AddScoped<Viewer>();
        services.AddWebhooks();
        services.AddRazorPages(o =>
        {
            o.Conventions.AuthorizeFolder("/");
            o.Conventions.AllowAnonymousToFolder("/Account");
            o.Conventions.AllowAnonymousToFolder("/Chat");
            o.Conventions.AllowAnonymousToFolder("/Errors");
        }).AddMvcOptions(o => o.Filters.Add<KnownHandlersOnly>());
        services.AddAntiforgery(o => (o.HeaderName, o.Cookie.Name) = ("X-CSRF-Token", "desk.csrf"));
        services.AddOpenApi("v1", OpenApiDocument.Configure);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
        return services;
    }

    public static void UseDesk(this WebApplication app)
    {
        // With ASPNETCORE_FORWARDEDHEADERS_ENABLED the framework does it already; twice would believe an address that the client itself wrote.
        if (!app.Configuration.GetValue("ForwardedHeaders_Enabled", false))
            app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        // Refusals are no faults, and of faults the handler writes to the log itself.
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error/500", SuppressDiagnosticsCallback = _ => true });
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), api => api.UseStatusCodePages());
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api"), pages => pages.UseStatusCodePagesWithReExecute("/error/{0}"));
        app.UseStaticFiles();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseMiddleware<ActorMiddleware>();
        app.UseAuthorization();
    }

    public static void MapDesk(this WebApplication app)
    {
        app.MapAuth();
        app.MapEscalations();
        app.MapPublic();
        app.MapWidgetScript();
        app.MapBots();
        app.MapStaff();
        app.MapUsers();
        app.MapTeams();
        app.MapSettings();
        app.MapMail();
        app.MapSla();
        app.MapApiTokens();
        app.MapTwilioWebhooks();
        app.MapInboundWebhook();
        app.MapProbe();
        app.MapNumbers();
        app.MapRingCentralWebhooks();
        app.MapReceipts();
        app.MapRecordings();
        app.MapJobs();
        app.MapTemplates();
        app.MapAudit();
        app.MapConsents();
        app.MapPlatform();
        app.MapReports();
        app.MapDeskHealth();
        app.MapDeskMetrics();
        app.MapStaffStream();
        app.MapOpenApi();
        app.MapGet("/docs", () => Results.Redirect("/docs/index.html")).ExcludeFromDescription();
        app.MapRecordingPages();
        app.MapAttachmentPages();
        app.MapRazorPages();
    }
}
