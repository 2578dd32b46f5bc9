using System.Globalization;
using System.Net;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>How RingCentral's REST API is asked: with the shared token, never while it wants to be left alone, and what its answers and silences mean.</summary>
public sealed class RingCentralApi(IHttpClientFactory clients, RingCentralSessions sessions, RingCentralLimits limits, IOptions<RingCentralOptions> options)
{
    public const string Extension = "/restapi/v1.0/account/~/extension/~";

    private HttpClient Http => clients.CreateClient(RingCentralModule.Carrier);

    /// <summary>Makes something that costs or rings: tried exactly once, and only what surely was not taken may be tried again.</summary>
    /// <param name="read">The outcome in a good answer; null if the answer cannot be understood.</param>
    public async Task<SendOutcome> Create(string path, object body, RateGroup group, CarrierAccount account, Func<string, SendOutcome?> read, CancellationToken ct)
    {
        var key = RingCentralKey.Of(account, options.Value.BaseAddress);
        RingCentralSessions.Token? refused = null;
        while (true)
        {
            RingCentralSessions.Token token;
            try
            {
                if (await limits.Left(key, group, ct) is { } left)
                    return new SendOutcome.NotSent("rate_limited", left);
                token = await sessions.Get(account, refused, ct);
            }
            catch (SignInRefused failure)
            {
                return new SendOutcome.AccountRefused(failure.Code, failure.Message);
            }
            catch (SignInUnavailable failure)
            {
                return new SendOutcome.NotSent(failure.Message, failure.RetryAfter);
            }
            catch (NpgsqlException)
            {
                return new SendOutcome.NotSent("database_away");
            }

            var outcome = await Post(path, body, group, key, token, read, ct);
            // A token that ended early was not taken, and so the message was not: once more with the next one.
            if (outcome is not SendOutcome.AccountRefused { Code: TokenEnded } || refused is not null)
                return outcome is SendOutcome.AccountRefused { Code: TokenEnded } ended ? ended with { Code = "401" } : outcome;
            refused = token;
        }
    }

    private const string TokenEnded = "token_ended";

    private async Task<SendOutcome> Post(string path, object body, RateGroup group, string key, RingCentralSessions.Token token, Func<string, SendOutcome?> read, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = RingCentralJson.Content(body) };
            request.Headers.Authorization = new("Bearer", token.Value);
            using var answer = await Http.SendAsync(request, ct);
            var text = await answer.Content.ReadAsStringAsync(ct);
            var (code, message) = answer.IsSuccessStatusCode ? (null, "") : RingCentralErrors.Read(text);
            var isRate = RingCentralErrors.IsRate(answer, code);
            var wait = await limits.Note(key, group, answer, isRate);
            return (int)answer.StatusCode switch
            {
                >= 200 and < 300 when read(text) is { } outcome => outcome,
                _ when isRate => new SendOutcome.NotSent(code ?? "429", wait),
                401 => new SendOutcome.AccountRefused(TokenEnded, message.Length > 0 ? message : "The carrier refused the account."),
                >= 400 and < 500 => RingCentralErrors.Outcome(answer, code, message),
                var status => new SendOutcome.Uncertain(status.ToString(CultureInfo.InvariantCulture)),
            };
        }
        catch (HttpRequestException failure) when (NothingWasSent(failure))
        {
            return new SendOutcome.NotSent(failure.HttpRequestError.ToString());
        }
        catch (HttpRequestException failure)
        {
            return new SendOutcome.Uncertain(failure.HttpRequestError.ToString());
        }
        catch (OperationCanceledException)
        {
            // Our own time limit, or the node stops while the carrier has the request: either way nobody knows.
            return new SendOutcome.Uncertain("TimedOut");
        }
    }

    /// <summary>Asks for something, or changes what may be changed twice.</summary>
    /// <exception cref="CarrierUnavailable">RingCentral cannot be reached, refuses, wants to be left alone, or its answer cannot be read.</exception>
    public Task<T> Ask<T>(HttpMethod method, string path, object? body, RateGroup group, CarrierAccount account, Func<string, T> read, CancellationToken ct) =>
        Asked(method, path, body, group, account, HttpCompletionOption.ResponseContentRead, async answer => read(await answer.Content.ReadAsStringAsync(ct)), null, ct);

    /// <summary>As <see cref="Ask"/>, with what an absent thing means.</summary>
    public Task<T> AskOr<T>(Func<T> absent, HttpMethod method, string path, object? body, RateGroup group, CarrierAccount account, Func<string, T> read, CancellationToken ct) =>
        Asked(method, path, body, group, account, HttpCompletionOption.ResponseContentRead, async answer => read(await answer.Content.ReadAsStringAsync(ct)), absent, ct);

    /// <summary>Opens a file; the answer is kept open by the stream.</summary>
    /// <exception cref="CarrierUnavailable">Also while the file is not there yet.</exception>
    public Task<RecordingSource> Open(string path, CarrierAccount account, CancellationToken ct) =>
        Asked(HttpMethod.Get, path, null, RateGroup.Heavy, account, HttpCompletionOption.ResponseHeadersRead, async answer =>
            new RecordingSource(new AnswerStream(await answer.Content.ReadAsStreamAsync(ct), answer), answer.Content.Headers.ContentLength, answer.Content.Headers.ContentType?.MediaType), null, ct, keepOpen: true);

    private async Task<T> Asked<T>(HttpMethod method, string path, object? body, RateGroup group, CarrierAccount account, HttpCompletionOption completion, Func<HttpResponseMessage, Task<T>> read,
        Func<T>? absent, CancellationToken ct, bool keepOpen = false)
    {
        var key = RingCentralKey.Of(account, options.Value.BaseAddress);
        RingCentralSessions.Token? refused = null;
        try
        {
            while (true)
            {
                if (await limits.Left(key, group, ct) is { } left)
                    throw Busy(left);
                var token = await sessions.Get(account, refused, ct);
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : RingCentralJson.Content(body) };
                request.Headers.Authorization = new("Bearer", token.Value);
                var answer = await Http.SendAsync(request, completion, ct);
                var opened = false;
                try
                {
                    if (answer.IsSuccessStatusCode)
                    {
                        await limits.Note(key, group, answer, refused: false);
                        var result = await read(answer);
                        opened = keepOpen;
                        return result;
                    }

                    var (code, message) = RingCentralErrors.Read(await answer.Content.ReadAsStringAsync(ct));
                    var wait = await limits.Note(key, group, answer, RingCentralErrors.IsRate(answer, code));
                    if (answer.StatusCode == HttpStatusCode.Unauthorized && refused is null)
                        refused = token;
                    else if (answer.StatusCode == HttpStatusCode.NotFound && absent is not null)
                        return absent();
                    else
                        throw new CarrierUnavailable(code is null ? $"RingCentral answered with status {(int)answer.StatusCode}." : $"RingCentral refused: {message} ({code})")
                        {
                            Trouble = RingCentralErrors.Trouble(answer, code), Code = code ?? $"{(int)answer.StatusCode}", Said = message, RetryAfter = wait,
                        };
                }
                finally
                {
                    if (!opened)
                        answer.Dispose();
                }
            }
        }
        catch (SignInRefused failure)
        {
            throw new CarrierUnavailable($"RingCentral refused to sign in: {failure.Message} ({failure.Code})", failure) { Code = failure.Code, Said = failure.Message };
        }
        catch (SignInUnavailable failure)
        {
            throw failure.RetryAfter is { } wait ? Busy(wait, failure) : new CarrierUnavailable("RingCentral cannot be reached.", failure) { Trouble = failure.Trouble };
        }
        catch (HttpRequestException failure)
        {
            throw new CarrierUnavailable("RingCentral cannot be reached.", failure) { Trouble = CarrierTrouble.Unreachable };
        }
        catch (OperationCanceledException failure) when (!ct.IsCancellationRequested)
        {
            throw new CarrierUnavailable("RingCentral did not answer in time.", failure) { Trouble = CarrierTrouble.Silent };
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CarrierUnavailable("RingCentral's answer could not be read.", failure) { Trouble = CarrierTrouble.Faulty };
        }
    }

    private static CarrierUnavailable Busy(TimeSpan wait, Exception? inner = null) =>
        new($"RingCentral asks to wait for {Math.Ceiling(wait.TotalSeconds)} seconds.", inner) { Trouble = CarrierTrouble.Busy, RetryAfter = wait };

    private static bool NothingWasSent(HttpRequestException failure) => failure.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    /// <summary>A body that closes its answer with itself.</summary>
    private sealed class AnswerStream(Stream body, HttpResponseMessage answer) : ForwardStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => body.ReadAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                answer.Dispose();
            base.Dispose(disposing);
        }
    }
}
