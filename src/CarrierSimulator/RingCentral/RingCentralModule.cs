using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

internal static class RingCentralModule
{
    public static IServiceCollection AddRingCentral(this IServiceCollection services) => services
        .AddSingleton<Sessions>()
        .AddSingleton<RateLimits>()
        .AddSingleton<Troubles>()
        .AddSingleton<RingCentralGate>()
        .AddSingleton<Subscriptions>()
        .AddSingleton<Deliveries>()
        .AddSingleton<RingOutConductor>()
        .AddSingleton<RingInConductor>()
        .AddHttpContextAccessor()
        .AddScoped(provider => provider.GetRequiredService<IHttpContextAccessor>().HttpContext!.Features.Get<Account>()!);   // the gate has put it there

    public static void MapRingCentral(this WebApplication app)
    {
        app.Services.GetRequiredService<Deliveries>().Listen();
        var gate = app.Services.GetRequiredService<RingCentralGate>();
        app.UseWhen(http => http.Request.Path.StartsWithSegments(RingCentralApi.Root), branch => branch.Use((http, next) => gate.Pass(http, () => next(http))));
        app.MapGroup("/restapi/oauth").MapTokens();
        var api = app.MapGroup(RingCentralApi.Root).AddEndpointFilter<Troubles>();
        api.MapSubscriptions();
        var extension = api.MapGroup("/account/{accountId}/extension/{extensionId}");
        extension.MapMessages();
        extension.MapRingOut();
        api.MapGroup("/account/{accountId}").MapCallLog();
        api.Map("/{**unknown}", (HttpRequest request) => RingCentralErrors.NotFound("uri").ToResult());
    }
}
