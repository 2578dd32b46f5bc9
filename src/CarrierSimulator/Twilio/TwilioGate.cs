using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Marks the request that sends a message: the one that faults aim at.</summary>
internal sealed record SendsMessage;

/// <summary>Every request to Twilio's API passes here: first the credentials, then the faults that were asked for.</summary>
internal sealed class TwilioGate(Accounts accounts, Faults faults, TimeProvider clock, IHostApplicationLifetime lifetime) : IEndpointFilter
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!IsKnown(http))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Twilio API\"";
            return TwilioErrors.Authenticate.ToResult();
        }

        var plan = faults.TakeForRequest(isSend: http.GetEndpoint()?.Metadata.GetMetadata<SendsMessage>() is not null);
        http.Features.Set(plan);
        if (plan.DelayMs is { } delay)
            await Task.Delay(TimeSpan.FromMilliseconds(delay), clock, http.RequestAborted);
        if (plan.Status is { } status)
            return TwilioErrors.Trouble(status).ToResult();
        if (plan.Garbage)
            return Results.Text("<html>upstream says \u0000{\"sid\": oops", "application/json");
        if (plan.Timeout)
            return await NoAnswer(http);

        var answer = await next(context);
        var isAccepted = answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status201Created };
        return plan.AcceptThenTimeout && isAccepted ? await NoAnswer(http) : answer;
    }

    private bool IsKnown(HttpContext http)
    {
        if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header)
            || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
            || accounts.Find(http.Request.RouteValues["accountSid"]?.ToString() ?? "") is not { } account)
            return false;

        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.Sid}:{account.AuthToken}"));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(header.Parameter ?? ""));
    }

    /// <summary>Keeps silent until the caller gives up, at last tears the connection down.</summary>
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
