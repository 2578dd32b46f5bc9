using System.Text;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using Microsoft.AspNetCore.Http.Features;

namespace EscalationCqrs.Web.Webhooks;

/// <summary>A carrier's request as it came: raw, since what vouches for it is over what was sent.</summary>
internal static class WebhookRequest
{
    private const int MaxBody = 64 * 1024;

    /// <returns>Null if it is too large.</returns>
    public static async Task<WebhookCall?> Read(string kind, HttpContext http, string signatureHeader) => await Body(http.Request, http.RequestAborted) is { } body
        ? new WebhookCall(kind, http.Features.Get<IHttpRequestFeature>()!.RawTarget, http.Request.ContentType ?? "", body, http.Request.Headers[signatureHeader].ToString()) : null;

    public static IResult TooLarge() => Results.Problem("A call of this size is not taken.", statusCode: 413, title: "Too large", extensions: Code("too_large"));

    public static IResult Refused() => Results.Problem(statusCode: 401, title: "Invalid signature", extensions: Code(ReceiveWebhook.InvalidSignature));

    private static async Task<string?> Body(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxBody)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            if (body.Length + read > MaxBody)
                return null;
            body.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    private static Dictionary<string, object?> Code(string code) => new() { ["code"] = code };
}
