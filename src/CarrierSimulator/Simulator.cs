using System.Net;
using EscalationCqrs.CarrierSimulator.Control;
using EscalationCqrs.CarrierSimulator.Network;
using EscalationCqrs.CarrierSimulator.RingCentral;
using EscalationCqrs.CarrierSimulator.Twilio;
using Microsoft.Extensions.FileProviders;

namespace EscalationCqrs.CarrierSimulator;

/// <summary>The telephone network in a box: a server that speaks Twilio's and RingCentral's HTTP, with phones in the browser and faults on demand.</summary>
public static class Simulator
{
    public const string DemoAccountSid = "AC00000000000000000000000000000001";
    public const string DemoAuthToken = "not-a-real-auth-token-0123456789";
    public const string DemoNumber = "+15005550006";
    public const string DemoExtensionSid = "AC00000000000000000000000000000002";
    public const string DemoExtensionNumber = "+15005550016";
    public static readonly AppCredentials DemoApp = new("not-a-real-client-id", "not-a-real-client-secret", "not.a.real-jwt");

    /// <summary>Puts the simulator together; the caller starts it. It listens on the loopback interface only.</summary>
    public static WebApplication Build(SimulatorOptions options, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]";   // a foreign page cannot reach it through a name of its own
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            if (options.Port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(options.Port);
        });

        builder.Services
            .AddSingleton(options)
            .AddSingleton(clock ?? TimeProvider.System)
            .ConfigureHttpJsonOptions(json => ControlJson.Configure(json.SerializerOptions))
            .AddNetwork()
            .AddTwilio()
            .AddRingCentral();

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UsePhonesPage();
        app.MapTwilio();
        app.MapRingCentral();
        app.MapControl();
        return app;
    }

    /// <summary>Where a started simulator listens, for example <c>http://127.0.0.1:5090</c>.</summary>
    public static Uri Address(this WebApplication app) => new(app.Urls.First());

    private static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    });

    private static void UsePhonesPage(this WebApplication app)
    {
        var page = new EmbeddedFileProvider(typeof(Simulator).Assembly, $"{typeof(Simulator).Namespace}.wwwroot");
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = page });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = page,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
