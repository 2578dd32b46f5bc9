using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Infrastructure.Carriers.RingCentral;
using EscalationCqrs.Infrastructure.Carriers.Twilio;
using EscalationCqrs.Infrastructure.Jobs;
using EscalationCqrs.Infrastructure.Live;
using EscalationCqrs.Infrastructure.Mail;
using EscalationCqrs.Infrastructure.Persistence;
using EscalationCqrs.Infrastructure.Recordings;
using EscalationCqrs.Infrastructure.Telemetry;
using EscalationCqrs.Infrastructure.Telephony;
using EscalationCqrs.Web.Access;
using EscalationCqrs.Web.Errors;

namespace EscalationCqrs.Web.Hosting;

/// <summary>The whole application: what it is made of, and in which order requests pass through it.</summary>
public static class DeskHost
{
    /// <param name="configure">Tests replace ports here; nothing else does.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services
            .AddApplication()
            .AddPersistence(builder.Configuration)
            .AddTelephony()
            .AddTwilio()
            .AddRingCentral()
            .AddMail()
            .AddLive()
            .AddJobs()
            .AddRecordings(builder.Configuration)
            .AddTelemetry()
            .AddDeskAuthentication()
            .AddProblems()
            .AddDeskWeb();
        if (builder.Environment.IsDevelopment())
            builder.Services.AddHostedService<DemoConnection>();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseDesk();
        app.MapDesk();
        return app;
    }
}
