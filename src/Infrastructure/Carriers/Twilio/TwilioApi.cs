using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>How Twilio's REST API is asked, and what its answers and silences mean.</summary>
public sealed class TwilioApi(HttpClient http)
{
    private const int MostRedirects = 3;

    public static string Account(CarrierAccount account) => $"/2010-04-01/Accounts/{Uri.EscapeDataString(account.AccountId)}";

    /// <summary>The list that holds a number, if it is the account's.</summary>
    public static string NumberPath(CarrierAccount account, string number) => $"{Account(account)}/IncomingPhoneNumbers.json?PhoneNumber={Uri.EscapeDataString(number)}";

    /// <summary>Makes something that costs or rings: tried exactly once, and only what surely was not taken may be tried again.</summary>
    public async Task<SendOutcome> Create(string resource, IEnumerable<KeyValuePair<string, string>> fields, CarrierAccount account, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Account(account)}/{resource}.json") { Content = new FormUrlEncodedContent(fields) };
            request.Headers.Authorization = Basic(account);
            using var answer = await http.SendAsync(request, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            return (int)answer.StatusCode switch
            {
                >= 200 and < 300 when TwilioJson.TryReadSid(body) is { } sid => new SendOutcome.Accepted(sid),
                >= 400 and < 500 => TwilioErrors.Outcome(answer, body),
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
    /// <exception cref="CarrierUnavailable">Twilio cannot be reached, refuses, or its answer cannot be read.</exception>
    public Task<T> Ask<T>(HttpRequestMessage request, CarrierAccount account, Func<string, T> read, CancellationToken ct) =>
        Asked<T>(request, account, HttpCompletionOption.ResponseContentRead, async answer => read(await answer.Content.ReadAsStringAsync(ct)), null, ct);

    /// <summary>As <see cref="Ask"/>, with what an absent thing means.</summary>
    /// <param name="absentCode">Twilio's code that means the same as an absent thing.</param>
    public Task<T> AskOr<T>(T absent, HttpRequestMessage request, CarrierAccount account, Func<string, T> read, CancellationToken ct, string? absentCode = null) =>
        Asked<T>(request, account, HttpCompletionOption.ResponseContentRead, async answer => read(await answer.Content.ReadAsStringAsync(ct)), (answer, code) => answer.StatusCode == HttpStatusCode.NotFound || (code is not null && code == absentCode), ct, absent);

    /// <summary>Opens a file; the answer is kept open by the stream.</summary>
    /// <exception cref="CarrierUnavailable">Also while the file is not there yet.</exception>
    public Task<RecordingSource> Open(string path, CarrierAccount account, CancellationToken ct) =>
        Asked<RecordingSource>(new HttpRequestMessage(HttpMethod.Get, path), account, HttpCompletionOption.ResponseHeadersRead, async answer =>
            new RecordingSource(new AnswerStream(await answer.Content.ReadAsStreamAsync(ct), answer), answer.Content.Headers.ContentLength, answer.Content.Headers.ContentType?.MediaType), null, ct, keepOpen: true);

    private async Task<T> Asked<T>(HttpRequestMessage request, CarrierAccount account, HttpCompletionOption completion, Func<HttpResponseMessage, Task<T>> read, Func<HttpResponseMessage, string?, bool>? isAbsent,
        CancellationToken ct, T absent = default!, bool keepOpen = false)
    {
        HttpResponseMessage? answer = null;
        var opened = false;
        try
        {
            using var sent = request;
            request.Headers.Authorization = Basic(account);
            answer = await Follow(await http.SendAsync(request, completion, ct), completion, ct);
            if (answer.IsSuccessStatusCode)
            {
                var result = await read(answer);
                opened = keepOpen;
                return result;
            }

            var (code, message) = TwilioErrors.Read(await answer.Content.ReadAsStringAsync(ct));
            if (isAbsent?.Invoke(answer, code) == true)
                return absent;
            throw new CarrierUnavailable(code is null ? $"Twilio answered with status {(int)answer.StatusCode}." : $"Twilio refused: {message} ({code})")
            {
                Trouble = TwilioErrors.Trouble(answer), Code = code ?? $"{(int)answer.StatusCode}", Said = message, RetryAfter = TwilioErrors.RetryAfter(answer),
            };
        }
        catch (HttpRequestException failure)
        {
            throw new CarrierUnavailable("Twilio cannot be reached.", failure) { Trouble = CarrierTrouble.Unreachable };
        }
        catch (OperationCanceledException failure) when (!ct.IsCancellationRequested)
        {
            throw new CarrierUnavailable("Twilio did not answer in time.", failure) { Trouble = CarrierTrouble.Silent };
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CarrierUnavailable("Twilio's answer could not be read.", failure) { Trouble = CarrierTrouble.Faulty };
        }
        finally
        {
            if (!opened)
                answer?.Dispose();
        }
    }

    /// <summary>Files may lie at a storage host: that gets no credentials, and is only asked over TLS unless Twilio itself was reached without.</summary>
    private async Task<HttpResponseMessage> Follow(HttpResponseMessage answer, HttpCompletionOption completion, CancellationToken ct)
    {
        for (var hops = 0; hops < MostRedirects && answer is { StatusCode: HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect, Headers.Location: { } location }; hops++)
        {
            var target = new Uri(answer.RequestMessage!.RequestUri!, location);
            if (answer.RequestMessage.Method != HttpMethod.Get || (target.Scheme != Uri.UriSchemeHttps && http.BaseAddress!.Scheme == Uri.UriSchemeHttps))
                break;
            answer.Dispose();
            answer = await http.GetAsync(target, completion, ct);
        }

        return answer;
    }

    private static bool NothingWasSent(HttpRequestException failure) => failure.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static AuthenticationHeaderValue Basic(CarrierAccount account) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.AccountId}:{account.Secret}")));

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
