using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Infrastructure.Carriers.Twilio;
using EscalationCqrs.Infrastructure.Live;

using EscalationCqrs.Web.Access;
using EscalationCqrs.Web.Cli;
using EscalationCqrs.Web.Errors;
using EscalationCqrs.Web.Hosting;

if (Verbs.IsVerb(args))
    return await Verbs.Run(args);

var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddApplication()

    .AddTwilio()
    .AddLive()
    .AddDeskAuthentication()
    .AddProblems()
    .AddDeskWeb();

var app = builder.Build();
app.UseDesk();
app.MapDesk();
await app.RunAsync();
return 0;
