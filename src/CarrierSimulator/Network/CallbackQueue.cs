using System.Net;
using System.Text;
using System.Threading.Channels;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>One webhook to be posted.</summary>
/// <param name="Lane">Webhooks of the same lane are posted one after the other.</param>
/// <param name="Url">Absolute address; a fragment stays here.</param>
/// <param name="Fields">The form.</param>
/// <param name="Headers">What the carrier adds, for example its signature.</param>
/// <param name="Answered">Told what became of it.</param>
/// <param name="Json">The body where it is no form.</param>
public sealed record Callback(
    string Lane,
    Uri Url,
    IReadOnlyList<KeyValuePair<string, string>> Fields,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    Action<CallbackAnswer>? Answered = null,
    string? Json = null);

/// <summary>The answer to a webhook; no status if none came.</summary>
public sealed record CallbackAnswer(HttpStatusCode? Status, string ContentType, string Body);

/// <summary>Posts webhooks, many at a time but those of one message in order; once more if no connection could be made.</summary>
public sealed partial class CallbackQueue(ILogger<CallbackQueue> logger) : BackgroundService
{
    private const int Lanes = 64;
    private readonly Channel<Callback>[] _lanes =
        [.. Enumerable.Range(0, Lanes).Select(_ => Channel.CreateUnbounded<Callback>(new() { SingleReader = true }))];
    private int _pending;

    /// <summary>Webhooks not yet answered.</summary>
    public int Pending => Volatile.Read(ref _pending);

    public void Enqueue(Callback callback)
    {
        Interlocked.Increment(ref _pending);
        _lanes[(uint)callback.Lane.GetHashCode() % Lanes].Writer.TryWrite(callback);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = TimeSpan.FromSeconds(15),
            MaxResponseContentBufferSize = 64 * 1024,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("TwilioProxy/1.1");
        await Task.WhenAll(_lanes.Select(lane => Serve(lane.Reader, client, stoppingToken)));
    }

    private async Task Serve(ChannelReader<Callback> lane, HttpClient client, CancellationToken ct)
    {
        await foreach (var callback in lane.ReadAllAsync(ct))
        {
            var answer = await Post(callback, client, ct);
            callback.Answered?.Invoke(answer);
            Interlocked.Decrement(ref _pending);
        }
    }

    private async Task<CallbackAnswer> Post(Callback callback, HttpClient client, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, callback.Url)
                {
                    Content = callback.Json is { } json ? new StringContent(json, Encoding.UTF8, "application/json") : new FormUrlEncodedContent(callback.Fields),
                };
                foreach (var (name, value) in callback.Headers)
                    request.Headers.TryAddWithoutValidation(name, value);
                using var response = await client.SendAsync(request, ct);
                return new CallbackAnswer(
                    response.StatusCode,
                    response.Content.Headers.ContentType?.MediaType ?? "",
                    callback.Answered is null ? "" : await response.Content.ReadAsStringAsync(ct));
            }
            catch (HttpRequestException failed) when (failed.HttpRequestError is HttpRequestError.ConnectionError && attempt == 1)
            {
                LogRetry(callback.Lane);
            }
            catch (Exception failed) when (failed is HttpRequestException or InvalidOperationException || (failed is OperationCanceledException && !ct.IsCancellationRequested))
            {
                LogFailed(callback.Lane, failed.GetType().Name);
                return new CallbackAnswer(null, "", "");
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "No connection for a webhook of {Sid}; once more")]
    private partial void LogRetry(string sid);

    [LoggerMessage(LogLevel.Information, "A webhook of {Sid} got no answer ({Failure})")]
    private partial void LogFailed(string sid, string failure);
}
