using EscalationCqrs.CarrierSimulator.Network;
using EscalationCqrs.CarrierSimulator.Twilio;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>Subscriptions: create with a handshake, fetch, list, renew, delete.</summary>
internal static class SubscriptionEndpoints
{
    private const long Longest = 315_360_000, Default = 604_800;
    private const string WebHook = "WebHook";

    public static void MapSubscriptions(this RouteGroupBuilder api)
    {
        api.MapPost("/subscription", Create).WithMetadata(new CountsAs(RateGroup.Medium), new Needs("SubscriptionWebhook"));
        api.MapGet("/subscription", List);
        api.MapGet("/subscription/{id}", Fetch);
        api.MapPut("/subscription/{id}", Change).WithMetadata(new CountsAs(RateGroup.Medium));
        api.MapPost("/subscription/{id}/renew", Renew);
        api.MapDelete("/subscription/{id}", Delete).WithMetadata(new CountsAs(RateGroup.Medium));
    }

    private sealed record SubscriptionRequest(IReadOnlyList<string>? EventFilters, DeliveryMode? DeliveryMode, long? ExpiresIn);

    private sealed record DeliveryMode(string? TransportType, string? Address, string? VerificationToken);

    private static async Task<IResult> Create(HttpRequest request, Account account, Subscriptions subscriptions, TimeProvider clock, CancellationToken ct)
    {
        var (wanted, broken) = await RingCentralJson.Read<SubscriptionRequest>(request, ct);
        if ((broken ?? Refuse(wanted!)) is { } refused)
            return refused.ToResult();
        var mode = wanted!.DeliveryMode!;
        if (await subscriptions.Handshake(new Uri(mode.Address!), mode.VerificationToken, ct) is { } failed)
            return RingCentralErrors.Handshake(failed).ToResult();
        var now = clock.GetUtcNow();
        var subscription = subscriptions.Save(new(Guid.NewGuid().ToString(), account.Sid, [.. wanted.EventFilters!.Select(f => Expanded(f, account))], mode.Address!, mode.VerificationToken,
            SubscriptionStatus.Active, now, now + TimeSpan.FromSeconds(wanted.ExpiresIn ?? Default)));
        return Answer(request, subscription, clock);
    }

    private static RingCentralError? Refuse(SubscriptionRequest wanted)
    {
        if (wanted.EventFilters is not { Count: > 0 } filters)
            return RingCentralErrors.Empty("eventFilters");
        if (filters.FirstOrDefault(f => !IsKnown(f)) is { } unknown)
            return RingCentralErrors.BadFilter(unknown);
        if (wanted.DeliveryMode is not { TransportType: WebHook, Address: { } address } || !TwilioApi.IsWebAddress(address))
            return RingCentralErrors.Invalid("deliveryMode.address");
        return wanted.ExpiresIn is null or (>= 1 and <= Longest) ? null : RingCentralErrors.Invalid("expiresIn");
    }

    private static bool IsKnown(string filter) => filter.StartsWith(RingCentralApi.Root, StringComparison.Ordinal)
        && new[] { "/message-store", "/telephony/sessions", "/subscription/", "/voicemail" }.Any(part => filter.Contains(part, StringComparison.Ordinal));

    private static string Expanded(string filter, Account account) => filter.Replace("/~", $"/{RingCentralApi.Id(account.Sid)}", StringComparison.Ordinal);

    private static IResult List(HttpRequest request, Account account, Subscriptions subscriptions, TimeProvider clock) =>
        RingCentralJson.Result(new { Uri = request.Base() + request.Path, Records = subscriptions.Of(account.Sid).Select(s => View(request, s, clock)) });

    private static IResult Fetch(string id, HttpRequest request, Account account, Subscriptions subscriptions, TimeProvider clock) =>
        subscriptions.Find(account.Sid, id) is { } subscription ? Answer(request, subscription, clock) : RingCentralErrors.NotFound("subscriptionId").ToResult();

    private static async Task<IResult> Change(string id, HttpRequest request, Account account, Subscriptions subscriptions, TimeProvider clock, CancellationToken ct)
    {
        if (subscriptions.Find(account.Sid, id) is not { } subscription)
            return RingCentralErrors.NotFound("subscriptionId").ToResult();
        var (wanted, broken) = await RingCentralJson.Read<SubscriptionRequest>(request, ct);
        if (broken is not null)
            return broken.ToResult();
        if (wanted!.EventFilters is { } filters && filters.FirstOrDefault(f => !IsKnown(f)) is { } unknown)
            return RingCentralErrors.BadFilter(unknown).ToResult();
        return Answer(request, subscriptions.Save(subscription with
        {
            Filters = wanted.EventFilters is { } next ? [.. next.Select(f => Expanded(f, account))] : subscription.Filters, ExpiresAt = clock.GetUtcNow() + TimeSpan.FromSeconds(wanted.ExpiresIn ?? Default),
        }), clock);
    }

    /// <summary>As long again as it was made for.</summary>
    private static IResult Renew(string id, HttpRequest request, Account account, Subscriptions subscriptions, TimeProvider clock) =>
        subscriptions.Find(account.Sid, id) is not { } subscription ? RingCentralErrors.NotFound("subscriptionId").ToResult()
        : Answer(request, subscriptions.Save(subscription with { CreatedAt = clock.GetUtcNow(), ExpiresAt = clock.GetUtcNow() + (subscription.ExpiresAt - subscription.CreatedAt) }), clock);

    private static IResult Delete(string id, Account account, Subscriptions subscriptions) =>
        subscriptions.Delete(account.Sid, id) ? Results.NoContent() : RingCentralErrors.NotFound("subscriptionId").ToResult();

    private static IResult Answer(HttpRequest request, Subscription subscription, TimeProvider clock) => RingCentralJson.Result(View(request, subscription, clock));

    private static object View(HttpRequest request, Subscription subscription, TimeProvider clock) => new
    {
        Uri = $"{request.Base()}{RingCentralApi.Root}/subscription/{subscription.Id}",
        subscription.Id,
        CreationTime = RingCentralApi.Time(subscription.CreatedAt),
        Status = subscription.Status.ToString(),
        EventFilters = subscription.Filters,
        ExpirationTime = RingCentralApi.Time(subscription.ExpiresAt),
        ExpiresIn = (long)(subscription.ExpiresAt - clock.GetUtcNow()).TotalSeconds,
        DeliveryMode = new { TransportType = WebHook, Encryption = false, subscription.Address },
    };
}
