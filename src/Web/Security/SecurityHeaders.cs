using System.Security.Cryptography;
using EscalationCqrs.Infrastructure;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Web.Security;

/// <summary>Headers that tell browsers what pages may do: no inline script, nothing from other hosts, no framing except the chat page.</summary>
internal static class SecurityHeaders
{
    private const string Csp = "default-src 'self'; script-src 'self'; media-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors ";

    /// <summary>Lets a script of this page add a style sheet, as the player of recordings does for its waveform; new with each page.</summary>
    public static string StyleNonce(this HttpContext http) => (string)(http.Items[nameof(StyleNonce)] ??= Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));

    /// <summary>At the last moment: whatever answers a refusal or a fault empties the headers that were set before it.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var framing = http.Request.Path.StartsWithSegments("/chat") ? "*" : "'none'";
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = $"{Csp}{framing}; style-src 'self'{(http.Items[nameof(StyleNonce)] is string nonce ? $" 'nonce-{nonce}'" : "")}";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            // For a year; browsers heed it over TLS only.
            if (http.RequestServices.GetRequiredService<IOptions<DeskOptions>>().Value.IsSecure)
                headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        });
        return next();
    });
}
