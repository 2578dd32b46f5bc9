using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Persistence;
using EscalationCqrs.Infrastructure.Telephony;
using EscalationCqrs.TestKit;
using EscalationCqrs.Web.Hosting;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Web.Tests.Webhooks;

/// <summary>A whole node of the desk on a loopback port, with all its workers, before a database of its own and a carrier at an address of the test's choice.</summary>
internal sealed class RunningDesk : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningDesk(WebApplication app, Uri address)
    {
        (_app, Address) = (app, address);
        Client = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    private static string Recordings { get; } = Path.Combine(Path.GetTempPath(), $"desk-recordings-{Guid.NewGuid():n}");

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="publicBase">The address that the carrier is told; this node's own if null.</param>
    public static async Task<RunningDesk> Start(DeskDatabase database, Uri carrier, Uri? publicBase = null)
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        var app = DeskHost.Build(
        [
            $"--urls={address}", "--environment=Production", $"--ConnectionStrings:App={database.App}", $"--Desk:PublicBaseUrl={publicBase ?? address}", $"--Twilio:BaseAddress={carrier}", $"--RingCentral:BaseAddress={carrier}", $"--RingCentral:MediaAddress={carrier}",
            "--Twilio:TimeoutSeconds=3", "--Dispatch:PollMilliseconds=50", $"--Recordings:Path={Recordings}",
        ], builder => builder.Logging.ClearProviders());
        await app.StartAsync();
        return new(app, address);
    }

    /// <summary>A tenant whose number is the simulator's, connected to this desk.</summary>
    public async Task<Desk> NewTenant()
    {
        var desk = new Desk(DateTimeOffset.UtcNow);
        desk.Number.ChangeCredentials(CarrierSimulator.Simulator.DemoAccountSid, Services.GetRequiredService<ISecrets>().Protect(CarrierSimulator.Simulator.DemoAuthToken));
        desk.Number.Edit("Main", 1000, true);
        await InTenant(desk, writes: true, db =>
        {
            db.AddRange(desk.Rows);
            return Task.FromResult(0);
        });
        return desk;
    }

    public Task<T> Send<T>(Desk desk, IRequest<T> request) => Services.GetRequiredService<DeskSender>().Send(desk.Tenant.Id, request, CancellationToken.None);

    public async Task<T> InTenant<T>(Desk desk, bool writes, Func<DeskDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = CurrentActor.System(desk.Tenant.Id);
        var db = scope.ServiceProvider.GetRequiredService<DeskDb>();
        return await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().Run(new WorkKind("Test", writes, false, null), () => work(db), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
