using EscalationCqrs.Infrastructure.Carriers.RingCentral;

namespace EscalationCqrs.Web.Webhooks;

/// <summary>Where RingCentral calls: one address for all that it reports, which proves that it is ours while an order to report is being made.</summary>
internal static class RingCentralEndpoints
{
    private const int LongestHandshake = 256;

    /// <summary>The answer to all that is taken.</summary>
    public sealed record Answer(string Status)
    {
        public static readonly Answer Received = new("received");
    }

    public static void MapRingCentralWebhooks(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1/webhooks/ringcentral").WithTags("Webhooks").AllowAnonymous().DisableAntiforgery().ProducesProblem(401).ProducesProblem(413)
            .MapPost("/{channelKey}", Take).Produces<Answer>().WithSummary("What happens to one of our numbers, vouched for by RingCentral's token");

    private static async Task<IResult> Take(string channelKey, HttpContext http, WebhookIntake intake)
    {
        if (await WebhookRequest.Read(RingCentralWebhook.Kind, http, RingCentralWebhook.TokenHeader) is not { } call)
            return WebhookRequest.TooLarge();
        // It comes before the order exists, so nothing can vouch for it; an empty request is all that it lets through.
        if (http.Request.Headers[RingCentralWebhook.HandshakeHeader].ToString() is { Length: > 0 and <= LongestHandshake } token && call.Body.Length == 0)
        {
            if (!await intake.Knows(RingCentralModule.Carrier, channelKey, http.RequestAborted))
                return WebhookRequest.Refused();
            http.Response.Headers[RingCentralWebhook.HandshakeHeader] = token;
            return Received();
        }

        return await intake.Take(RingCentralModule.Carrier, channelKey, call, http.RequestAborted) ? Received() : WebhookRequest.Refused();
    }

    // RingCentral wants the bare content type.
    private static IResult Received() => Results.Json(Answer.Received, contentType: "application/json");
}
