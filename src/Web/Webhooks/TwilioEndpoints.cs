using System.Text;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Carriers.Twilio;

namespace EscalationCqrs.Web.Webhooks;

/// <summary>Where Twilio calls. The body is read raw, because the signature is over what was sent; it is answered as soon as it is stored.</summary>
internal static class TwilioEndpoints
{
    internal const string NoReply = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

    public static IServiceCollection AddWebhooks(this IServiceCollection services) => services.AddSingleton<WebhookIntake>();

    public static void MapTwilioWebhooks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/webhooks/twilio/{channelKey}").WithTags("Webhooks").AllowAnonymous().DisableAntiforgery()
            .ProducesProblem(401).ProducesProblem(413);
        // An empty answer: any other text would be sent to the customer.
        group.MapPost("/sms", (string channelKey, HttpContext http, WebhookIntake intake) => Take("sms", channelKey, http, intake, Results.Text(NoReply, "text/xml", Encoding.UTF8)))
            .Produces<string>(200, "text/xml").WithSummary("A customer's SMS to one of our numbers, signed by Twilio");
        group.MapPost("/sms-status", (string channelKey, HttpContext http, WebhookIntake intake) => Take("sms-status", channelKey, http, intake, Results.NoContent()))
            .Produces(204).WithSummary("How one of our SMS fares, signed by Twilio");
        group.MapPost("/voice", Voice).Produces<string>(200, "text/xml").WithSummary("Twilio asks what to do in a call, signed by Twilio");
        group.MapPost("/voice-status", (string channelKey, HttpContext http, WebhookIntake intake) => Take("voice-status", channelKey, http, intake, Results.NoContent()))
            .Produces(204).WithSummary("How a leg of a call fares, signed by Twilio");
        group.MapPost("/recording-status", (string channelKey, HttpContext http, WebhookIntake intake) => Take("recording-status", channelKey, http, intake, Results.NoContent()))
            .Produces(204).WithSummary("How the recording of a call fares, signed by Twilio");
    }

    /// <summary>The one call that needs its answer now: it is worked on at once, and kept only if it is refused.</summary>
    private static async Task<IResult> Voice(string channelKey, HttpContext http, WebhookIntake intake)
    {
        if (await Read("voice", http) is not { } call)
            return WebhookRequest.TooLarge();
        return await intake.Ask(TwilioModule.Carrier, channelKey, call, http.RequestAborted) is { } script ? Results.Text(script, "text/xml", Encoding.UTF8) : WebhookRequest.Refused();
    }

    private static async Task<IResult> Take(string kind, string channelKey, HttpContext http, WebhookIntake intake, IResult done)
    {
        if (await Read(kind, http) is not { } call)
            return WebhookRequest.TooLarge();
        return await intake.Take(TwilioModule.Carrier, channelKey, call, http.RequestAborted) ? done : WebhookRequest.Refused();
    }

    private static Task<WebhookCall?> Read(string kind, HttpContext http) => WebhookRequest.Read(kind, http, "X-Twilio-Signature");
}
