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

    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        // The library's own sentences would follow the language of the process; ours are found by their codes.
        ValidatorOptions.Global.LanguageManager.Enabled = false;
        services.AddScoped<ServiceFactory>(p => p.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped<ActorHolder>();
        services.AddTransient<IActor>(p => p.GetRequiredService<ActorHolder>().Actor);
        foreach (var type in typeof(ApplicationModule).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var service in Closed(type, typeof(IRequestHandler<,>)))
                services.AddTransient(service, type);
            // A validator is its rules; building them for each request would cost more than checking them.
            foreach (var service in Closed(type, typeof(IValidator<>)))
                services.AddSingleton(service, type);
        }

        foreach (var behavior in Behaviors)
            services.AddTransient(typeof(IPipelineBehavior<,>), behavior);
        return services;
    }

    private static IEnumerable<Type> Closed(Type type, Type open) => type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == open);
}
