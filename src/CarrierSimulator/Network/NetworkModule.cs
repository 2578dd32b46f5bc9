namespace EscalationCqrs.CarrierSimulator.Network;

internal static class NetworkModule
{
    public static IServiceCollection AddNetwork(this IServiceCollection services) => services
        .AddSingleton<Sids>()
        .AddSingleton<Timetable>()
        .AddSingleton<Accounts>()
        .AddSingleton<OptOuts>()
        .AddSingleton<Outcomes>()
        .AddSingleton<Faults>()
        .AddSingleton<PhoneNetwork>()
        .AddSingleton<Switchboard>()
        .AddSingleton<Recordings>()
        .AddSingleton<LiveFeed>()
        .AddSingleton<CallbackQueue>()
        .AddHostedService(provider => provider.GetRequiredService<CallbackQueue>())
        .AddHostedService<StateFile>();
}
