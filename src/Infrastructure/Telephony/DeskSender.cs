using EscalationCqrs.Application.Access;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>Sends requests from where no scope is: each in its own, as the desk itself or as another actor.</summary>
public sealed class DeskSender(IServiceScopeFactory scopes)
{
    public Task<T> Send<T>(Guid tenantId, IRequest<T> request, CancellationToken ct) => Send(CurrentActor.System(tenantId), request, ct);

    public async Task<T> Send<T>(IActor actor, IRequest<T> request, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = actor;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, ct);
    }
}
