using System.Net.Http.Headers;
using EscalationCqrs.CarrierSimulator.Network;
using EscalationCqrs.CarrierSimulator.Twilio;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>Says what a route counts as; without it a request is light.</summary>
internal sealed record CountsAs(RateGroup Group);

/// <summary>Says which permission of the application a route wants.</summary>
internal sealed record Needs(string Permission);

/// <summary>What an application may do.</summary>
internal static class AppScopes
{
    private static readonly string[] All = ["SMS", "ReadMessages", "EditMessages", "ReadAccounts", "ReadCallLog", "EditCallLog", "ReadCallRecording", "RingOut", "SubscriptionWebhook", "CallControl"];

    /// <summary>Permissions that hold others within.</summary>
    private static readonly Dictionary<string, string[]> Within = new() { ["SMS"] = ["ReadMessages"], ["EditMessages"] = ["ReadMessages"], ["ReadCallRecording"] = ["ReadCallLog"], ["EditCallLog"] = ["ReadCallLog"] };

    public static IEnumerable<string> Of(Account account) => account.App?.Scopes ?? All;

    public static bool Allow(Account account, string permission) => Of(account).Any(s => s == permission || Within.GetValueOrDefault(s, []).Contains(permission));
}

/// <summary>Every request but signing in passes here before it is bound: the token, then the rate.</summary>
internal sealed class RingCentralGate(Accounts accounts, Sessions sessions, RateLimits limits)
{
    public async Task Pass(HttpContext http, Func<Task> next)
    {
        if (Refuse(http) is { } refused)
            await refused.ToResult().ExecuteAsync(http);
        else
            await next();
    }

    private RingCentralError? Refuse(HttpContext http)
    {
        if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) || !"Bearer".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
            || sessions.Owner(header.Parameter ?? "", accounts) is not { } account)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"RingCentral REST API\", error=\"invalid_token\"";
            return RingCentralErrors.Unauthorised;
        }

        http.Features.Set(account);
        if (IsForeign(http.Request.RouteValues["accountId"], account) || IsForeign(http.Request.RouteValues["extensionId"], account))
            return RingCentralErrors.NotFound("accountId");
        if (http.GetEndpoint()?.Metadata.GetMetadata<Needs>() is { } needs && !AppScopes.Allow(account, needs.Permission))
            return RingCentralErrors.NotPermitted(needs.Permission);
        return limits.Take(account.Sid, http.GetEndpoint()?.Metadata.GetMetadata<CountsAs>()?.Group ?? RateGroup.Light, http.Response) ? null : RingCentralErrors.TooManyRequests;
    }

    private static bool IsForeign(object? id, Account account) => id is not (null or "~") && id.ToString() != RingCentralApi.Text(RingCentralApi.Id(account.Sid));
}

/// <summary>Makes a request meet the faults that are in force.</summary>
internal sealed class Troubles(Faults faults, TimeProvider clock, IHostApplicationLifetime lifetime) : IEndpointFilter
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => new(Pass(context.HttpContext, () => next(context)));

    public async Task<object?> Pass(HttpContext http, Func<ValueTask<object?>> next)
    {
        var isSend = http.GetEndpoint()?.Metadata.GetMetadata<SendsMessage>() is not null;
        var plan = faults.TakeForRequest(isSend);
        http.Features.Set(plan);
        if (plan.DelayMs is { } delay)
            await Task.Delay(TimeSpan.FromMilliseconds(delay), clock, http.RequestAborted);
        if (plan.Status is { } status)
            return RingCentralErrors.Trouble(status).ToResult();
        if (plan.Garbage)
            return Results.Text("<html>upstream says \u0000{\"id\": oops", "application/json");
        if (plan.Timeout)
            return await NoAnswer(http);
        var answer = await next();
        return plan.AcceptThenTimeout && isSend && answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK } ? await NoAnswer(http) : answer;
    }

    public static CallbackFaults Of(HttpContext http) => http.Features.Get<FaultPlan>()?.Callbacks ?? CallbackFaults.None;

    private async Task<IResult> NoAnswer(HttpContext http)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await Task.Delay(Silence, clock, given.Token);
        }
        catch (OperationCanceledException)
        {
            // The caller gave up, as intended, or the simulator stops.
        }

        http.Abort();
        return Results.Empty;
    }
}
