using EscalationCqrs.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EscalationCqrs.Web.Tests.Hosting;

public sealed class BoundedStopTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50), Late = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_desk_whose_services_never_stop_is_ended()
    {
        var stuck = new Stuck();

        var (code, ended) = await RunAndStop(stuck, Soon);

        Assert.Equal(1, code);
        Assert.Equal([1], ended);
    }

    [Fact]
    public async Task A_desk_that_stops_by_itself_is_left_to_it()
    {
        var free = new Stuck();
        free.Free();

        var (code, ended) = await RunAndStop(free, Late);

        Assert.Equal(0, code);
        Assert.Empty(ended);
    }

    private static async Task<(int Code, IReadOnlyList<int> Ended)> RunAndStop(Stuck service, TimeSpan within)
    {
        await using var app = App(service);
        List<int> ended = [];
        var run = app.RunToTheEnd(within, ended.Add);
        await Started(app);
        app.Lifetime.StopApplication();
        var code = await run;
        service.Free();
        return (code, ended);
    }

    private static Task Started(WebApplication app)
    {
        var started = new TaskCompletionSource();
        app.Lifetime.ApplicationStarted.Register(started.SetResult);
        return started.Task;
    }

    private static WebApplication App(IHostedService service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(service);
        return builder.Build();
    }

    /// <summary>Waits at its stop for what never comes, as the job engine does without its store.</summary>
    private sealed class Stuck : IHostedService
    {
        private readonly TaskCompletionSource _free = new();

        public void Free() => _free.TrySetResult();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => _free.Task;
    }
}
