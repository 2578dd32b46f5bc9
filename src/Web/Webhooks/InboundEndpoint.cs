using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Telephony;
using Microsoft.AspNetCore.Http.Features;

namespace EscalationCqrs.Web.Webhooks;

/// <summary>Where mail gateways deliver e-mails, raw as they came and signed with the mailbox's secret; answered as soon as one is stored.</summary>
internal static class InboundEndpoint
{
    public static void MapInboundWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/webhooks/inbound/{channelKey}", Take).WithTags("Webhooks").AllowAnonymous().DisableAntiforgery()
            .ProducesProblem(401).ProducesProblem(413).Produces(202)
            .WithSummary("An e-mail to our mailbox, raw as message/rfc822, signed with HMAC-SHA256 over X-Timestamp and body in X-Signature");

    private static async Task<IResult> Take(string channelKey, HttpContext http, DeskSender desk, WebhookArrivals arrivals)
    {
        var request = http.Request;
        // Nobody without a key gets us to read megabytes.
        if (await desk.Send(new CurrentActor { Kind = ActorKind.Carrier }, new FindMailbox.Query(channelKey), http.RequestAborted) is not { } mailbox)
            return Refused();
        if (request.ContentType?.Split(';')[0].Trim().Equals(SignedDelivery.MediaType, StringComparison.OrdinalIgnoreCase) != true)
            return Results.Problem("Send the e-mail as it came, as message/rfc822.", statusCode: 415, title: "Not an e-mail", extensions: Code("unsupported_media_type"));
        if (await Body(http) is not { } body)
            return Results.Problem("An e-mail of this size is not taken.", statusCode: 413, title: "Too large", extensions: Code("too_large"));

        var call = new WebhookCall(SignedDelivery.Kind, http.Features.Get<IHttpRequestFeature>()!.RawTarget, SignedDelivery.MediaType, SignedDelivery.Text(body),
            SignedDelivery.Join(request.Headers[SignedDelivery.TimestampHeader].ToString(), request.Headers[SignedDelivery.SignatureHeader].ToString()));
        // Not cancelled when the caller hangs up: what is stored needs not come again.
        var stored = await desk.Send(new CurrentActor { Kind = ActorKind.Carrier, TenantId = mailbox.TenantId }, new StoreDelivery.Command(mailbox.MailboxId, call), CancellationToken.None);
        if (!stored.IsAuthentic)
            return Refused();
        if (stored.IsNew)
            arrivals.Ring();
        return Results.StatusCode(202);
    }

    private static async Task<byte[]?> Body(HttpContext http)
    {
        if (http.Request.ContentLength > StoreDelivery.MaxBytes)
            return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = StoreDelivery.MaxBytes + 1;
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            if (body.Length + read > StoreDelivery.MaxBytes)
                return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static IResult Refused() => Results.Problem(statusCode: 401, title: "Invalid signature", extensions: Code(ReceiveWebhook.InvalidSignature));

    private static Dictionary<string, object?> Code(string code) => new() { ["code"] = code };
}
