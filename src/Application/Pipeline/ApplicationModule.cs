using EscalationCqrs.Application.Access;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Application.Pipeline;

/// <summary>Registers every use case and the pipeline around it.</summary>
public static class ApplicationModule
{
    /// <summary>Outermost first; MediatR runs them in the order of registration.</summary>
    public static readonly IReadOnlyList<Type> Behaviors =
        [typeof(TraceBehavior<,>), typeof(RefusalsBehavior<,>), typeof(AuthoriseBehavior<,>), typeof(ValidateBehavior<,>), typeof(UnitOfWorkBehavior<,>)];

    private static readonly Type[] Scanned = [typeof(IRequestHandler<,>), typeof(IValidator<>)];

    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(p => p.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped<ActorHolder>();
        services.AddTransient<IActor>(p => p.GetRequiredService<ActorHolder>().Actor);
        foreach (var type in typeof(ApplicationModule).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var service in type.GetInterfaces().Where(i => i.IsGenericType && Scanned.Contains(i.GetGenericTypeDefinition())))
                services.AddTransient(service, type);
        }

        foreach (var behavior in Behaviors)
            services.AddTransient(typeof(IPipelineBehavior<,>), behavior);
        return services;
    }
}
