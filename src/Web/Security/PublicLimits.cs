using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Api;
using MediatR;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Web.Security;

/// <summary>How much customers may ask of one node, a minute.</summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Requests of one conversation.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerConversation { get; set; } = 30;

    /// <summary>New escalations of one conversation.</summary>
    [Range(1, 1_000_000)]
    public int EscalationsPerConversation { get; set; } = 5;

    /// <summary>Requests of one network address.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerAddress { get; set; } = 240;

    /// <summary>Requests of all customers of one tenant.</summary>
    [Range(1, 10_000_000)]
    public int RequestsPerTenant { get; set; } = 6000;
}

/// <summary>Limits per conversation, address and tenant; refused with 429 and <c>Retry-After</c>.</summary>
internal sealed class PublicLimits : IEndpointFilter, IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _conversations, _tenants;
    private readonly PartitionedRateLimiter<string> _addresses;

    public PublicLimits(IOptions<RateLimitOptions> options)
    {
        _conversations = Windows<Guid>(options.Value.RequestsPerConversation);
        _tenants = Windows<Guid>(options.Value.RequestsPerTenant);
        _addresses = Windows<string>(options.Value.RequestsPerAddress);
    }

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var actor = http.RequestServices.GetRequiredService<ActorHolder>().Actor;
        Guard(_addresses, actor.IpAddress ?? "");
        Guard(_tenants, actor.TenantId);
        if (actor.ConversationId is { } conversation && http.GetEndpoint()?.Metadata.GetMetadata<LongLived>() is null)
            Guard(_conversations, conversation);
        return next(context);
    }

    public void Dispose()
    {
        _conversations.Dispose();
        _tenants.Dispose();
        _addresses.Dispose();
    }

    internal static PartitionedRateLimiter<T> Windows<T>(int perMinute) where T : notnull =>
        PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetSlidingWindowLimiter(key, _ => new()
        { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));

    internal static void Guard<T>(PartitionedRateLimiter<T> limiter, T key, int permits = 1)
    {
        using var lease = limiter.AttemptAcquire(key, permits);
        if (!lease.IsAcquired)
            throw new TooMany("That was a lot at once. Wait a moment, then try again.", lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(10));
    }
}

/// <summary>New escalations per conversation: only those that were really created count.</summary>
internal sealed class EscalationLimits(IOptions<RateLimitOptions> options) : IEndpointFilter, IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _created = PublicLimits.Windows<Guid>(options.Value.EscalationsPerConversation);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        var conversation = services.GetRequiredService<ActorHolder>().Actor.ConversationId!.Value;
        // Repeats create nothing and are always answered, whatever was used up before.
        if (!await IsOpen(services.GetRequiredService<IMediator>(), conversation, context.HttpContext.RequestAborted))
            PublicLimits.Guard(_created, conversation, permits: 0);
        var answer = await next(context);
        if (answer is IStatusCodeHttpResult { StatusCode: 201 })
            _created.AttemptAcquire(conversation).Dispose();
        return answer;
    }

    public void Dispose() => _created.Dispose();

    private async Task<bool> IsOpen(IMediator mediator, Guid conversation, CancellationToken ct) =>
        _created.GetStatistics(conversation) is { CurrentAvailablePermits: 0 }
        && (await mediator.Send(new GetPublicConversation.Query(conversation, Limit: 1), ct)).Escalation is { Open: true };
}

internal static class Limits
{
    // The generic AddEndpointFilter would make a filter for each request, and none would ever count to two: these count for all.
    public static RouteGroupBuilder Limited<T>(this RouteGroupBuilder routes) where T : IEndpointFilter => routes.AddEndpointFilter(Shared<T>).ProducesProblem(429);

    public static RouteHandlerBuilder Limited<T>(this RouteHandlerBuilder route) where T : IEndpointFilter => route.AddEndpointFilter(Shared<T>).ProducesProblem(429);

    private static ValueTask<object?> Shared<T>(EndpointFilterInvocationContext context, EndpointFilterDelegate next) where T : IEndpointFilter =>
        context.HttpContext.RequestServices.GetRequiredService<T>().InvokeAsync(context, next);
}
