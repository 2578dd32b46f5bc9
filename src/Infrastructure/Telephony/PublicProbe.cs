using System.Globalization;
using System.Text;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>
/// Posts a question under the public address, on the way that carriers take, and looks whether this installation answers. Only the configured address is called, no redirect is followed, and little of the
/// answer is read.
/// </summary>
internal sealed class PublicProbe(IHttpClientFactory clients, ProbeTokens tokens, IPublicAddress address, TimeProvider clock) : IPublicProbe
{
    public const string Client = "public-probe", Path = "/api/v1/webhooks/probe";

    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(10);

    public async Task<NumberCheck> Try(bool carrierIsLocal, CancellationToken ct)
    {
        var isSecure = address.Base.Scheme == Uri.UriSchemeHttps;
        if (!isSecure && !carrierIsLocal)
            return Failed(CheckReason.NotHttps);
        var (token, expected) = tokens.Issue();
        using var time = new CancellationTokenSource(AtMost, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, ct);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{address.Base.AbsoluteUri.TrimEnd('/')}{Path}/{token}");
            using var answer = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await Says(answer, expected, limit.Token) ? NumberCheck.Passed(NumberNeed.PublicAddress, isSecure ? null : CheckReason.LocalOnly) : Elsewhere(answer);
        }
        catch (HttpRequestException failure)
        {
            return Failed(failure.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => CheckReason.NoSuchHost,
                HttpRequestError.SecureConnectionError => CheckReason.BadCertificate,
                _ => CheckReason.NoConnection,
            });
        }
        catch (IOException)
        {
            return Failed(CheckReason.NoConnection);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Failed(CheckReason.NoAnswer);
        }
    }

    private static async Task<bool> Says(HttpResponseMessage answer, string expected, CancellationToken ct)
    {
        if (!answer.IsSuccessStatusCode)
            return false;
        var read = new byte[expected.Length + 1];
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var length = await body.ReadAtLeastAsync(read, read.Length, throwOnEndOfStream: false, ct);
        return Encoding.ASCII.GetString(read, 0, length) == expected;
    }

    private static NumberCheck Elsewhere(HttpResponseMessage answer)
    {
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        // Of where it leads only the host: the rest holds the question.
        return (int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { } location
            ? Failed(CheckReason.Redirected, status, location.IsAbsoluteUri ? $"{location.Scheme}://{location.Authority}" : "/")
            : Failed(CheckReason.AnotherServer, status);
    }

    private static NumberCheck Failed(CheckReason reason, string? code = null, string? detail = null) => NumberCheck.Failed(NumberNeed.PublicAddress, reason, code, detail);
}
