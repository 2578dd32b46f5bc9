using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Web.Tests.Simulator;

/// <summary>Stands where the desk stands: takes webhooks over real HTTP, keeps them and answers as told.</summary>
internal sealed class WebhookSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Call> _calls = [];

    private WebhookSink(WebApplication app) => _app = app;

    public sealed record Call(string Url, IReadOnlyDictionary<string, string> Form, string Signature);

    public string Twiml { get; set; } = "<Response/>";

    /// <summary>Answers of its own for some paths.</summary>
    public ConcurrentDictionary<string, string> Scripts { get; } = [];

    /// <summary>The forms that came to a path, in order.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> At(string path) => [.. Calls.Where(c => new Uri(c.Url).AbsolutePath == path).Select(c => c.Form)];

    public IReadOnlyList<Call> Calls => [.. _calls];

    public IEnumerable<string> Statuses => Calls.Select(c => c.Form["MessageStatus"]);

    public Uri Url(string path) => new(_app.Urls.First() + path);

    public static async Task<WebhookSink> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sink = new WebhookSink(builder.Build());
        sink._app.MapPost("/{**path}", sink.Take);
        await sink._app.StartAsync();
        return sink;
    }

    private async Task<IResult> Take(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        _calls.Enqueue(new Call(
            $"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}",
            form.ToDictionary(f => f.Key, f => f.Value.ToString()),
            request.Headers["X-Twilio-Signature"].ToString()));
        return Results.Text(Scripts.GetValueOrDefault(request.Path, Twiml), "text/xml");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
