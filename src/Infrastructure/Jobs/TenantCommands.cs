using EscalationCqrs.Application.Access;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>Sends requests as the desk itself, each in a scope of its own within one tenant.</summary>
internal sealed class TenantCommands(IServiceScopeFactory scopes)
{
    public async Task<T> Send<T>(Guid tenantId, IRequest<T> request, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = CurrentActor.System(tenantId);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, ct);
    }
}
