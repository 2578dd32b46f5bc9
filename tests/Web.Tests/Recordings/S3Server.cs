using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Web.Tests.Recordings;

/// <summary>A real S3 server from npm, behind a front that verifies what that server does not: the signature (version 4) of each request and the hash of its body.</summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string Bucket = S3Process.Bucket, Region = S3Process.Region, AccessKey = S3Process.AccessKey, SecretKey = S3Process.SecretKey;

    private readonly HttpClient _http = new();
    private S3Process _behind = null!;
    private WebApplication _front = null!;

    public Uri Address => new(_front.Urls.First());

    /// <summary>Method, path and headers of what was let through.</summary>
    public ConcurrentQueue<(string Method, string Target, IReadOnlyDictionary<string, string> Headers)> Requests { get; } = [];

    public async Task InitializeAsync()
    {
        _behind = await S3Process.Start();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        _front = builder.Build();
        _front.Run(Forward);
        await _front.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _front.DisposeAsync();
        await _behind.DisposeAsync();
        _http.Dispose();
    }

    private async Task Forward(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!IsAuthentic(request, target, body.ToArray()))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync("<Error><Code>SignatureDoesNotMatch</Code></Error>");
            return;
        }

        Requests.Enqueue((request.Method, target, request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString())));
        using var onward = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_behind.Address, target));
        if (body.Length > 0)
            onward.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, value) in request.Headers.Where(h => h.Key is not ("Host" or "Content-Length" or "Expect")))
        {
            if (!onward.Headers.TryAddWithoutValidation(name, (string?)value))
                onward.Content?.Headers.TryAddWithoutValidation(name, (string?)value);
        }

        using var answer = await _http.SendAsync(onward);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Transfer-Encoding" or "Connection")))
            context.Response.Headers[name] = values.ToArray();
        if (answer.StatusCode != HttpStatusCode.NoContent)
            await answer.Content.CopyToAsync(context.Response.Body);
    }

    /// <summary>The scheme as Amazon describes it: "Signature Version 4 signing process".</summary>
    private static bool IsAuthentic(HttpRequest request, string target, byte[] body)
    {
        var parts = request.Headers.Authorization.ToString().Replace("AWS4-HMAC-SHA256 ", "", StringComparison.Ordinal).Split(", ").Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[^1]);
        if (!parts.TryGetValue("Credential", out var credential) || credential.Split('/') is not [AccessKey, var day, Region, "s3", "aws4_request"])
            return false;
        var hash = request.Headers["x-amz-content-sha256"].ToString();
        if (hash != Convert.ToHexStringLower(SHA256.HashData(body)))
            return false;

        var (path, query) = target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? (target[..mark], target[(mark + 1)..]) : (target, "");
        var sorted = string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Contains('=', StringComparison.Ordinal) ? p : p + "=").Order(StringComparer.Ordinal));
        var headers = string.Concat(parts["SignedHeaders"].Split(';').Select(h => $"{h}:{request.Headers[h].ToString().Trim()}\n"));
        var canonical = $"{request.Method}\n{path}\n{sorted}\n{headers}\n{parts["SignedHeaders"]}\n{hash}";
        var signed = $"AWS4-HMAC-SHA256\n{request.Headers["x-amz-date"]}\n{day}/{Region}/s3/aws4_request\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = new[] { day, Region, "s3", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretKey), (k, word) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(word)));
        return parts["Signature"] == Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));
    }
}
