using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EscalationCqrs.Load;

/// <summary>One person at the desk, over HTTP: with a bearer token at the API, or with a session at the pages.</summary>
public sealed partial class DeskClient : IDisposable
{
    private readonly HttpClient _http;

    private DeskClient(Uri address) => _http = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
    })
    { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Signs in at the API.</summary>
    public static async Task<DeskClient> AtApi(Uri address, string email, string password, CancellationToken ct)
    {
        var client = new DeskClient(address);
        client.Use(await client.Token(email, password, ct));
        return client;
    }

    /// <summary>Signs in at the page, as a browser does.</summary>
    public static async Task<DeskClient> AtPages(Uri address, string email, string password, CancellationToken ct)
    {
        const string Path = "/account/sign-in";
        var client = new DeskClient(address);
        var form = await client._http.GetStringAsync(Path, ct);
        using var answer = await client._http.PostAsync(Path, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["email"] = email,
            ["password"] = password,
            ["__RequestVerificationToken"] = ForgeryToken().Match(form).Groups[1].Value,
        }), ct);
        return answer.StatusCode == HttpStatusCode.Redirect ? client : throw new InvalidOperationException($"The sign-in page answered {answer.StatusCode}.");
    }

    /// <summary>Another connection for the same token.</summary>
    public static DeskClient With(Uri address, string token)
    {
        var client = new DeskClient(address);
        client.Use(token);
        return client;
    }

    public async Task<string> Token(string email, string password, CancellationToken ct)
    {
        using var answer = await _http.PostAsJsonAsync("/api/v1/auth/login", new { email, password }, ct);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("accessToken").GetString()!;
    }

    public static async Task<IReadOnlyList<string>> Tokens(Uri address, IReadOnlyList<string> emails, string password, CancellationToken ct)
    {
        using var client = new DeskClient(address);
        var tokens = new string[emails.Count];
        await Parallel.ForAsync(0, emails.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
            async (i, token) => tokens[i] = await client.Token(emails[i], password, token));
        return tokens;
    }

    public async Task<HttpStatusCode> Post(string path, object? body, CancellationToken ct) => (await Ask(path, body, ct)).Status;

    public async Task<(HttpStatusCode Status, JsonElement Body)> Ask(string path, object? body, CancellationToken ct)
    {
        using var answer = body is null ? await _http.PostAsync(path, null, ct) : await _http.PostAsJsonAsync(path, body, ct);
        var bytes = await answer.Content.ReadAsByteArrayAsync(ct);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonSerializer.Deserialize<JsonElement>(bytes) : default);
    }

    /// <summary>The whole page is read; anything but success throws.</summary>
    public async Task<byte[]> Get(string path, CancellationToken ct) => await _http.GetByteArrayAsync(path, ct);

    /// <summary>A response without end.</summary>
    public async Task<Stream> Open(string path, CancellationToken ct)
    {
        var answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStreamAsync(ct);
    }

    public void Dispose() => _http.Dispose();

    private void Use(string token) => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex ForgeryToken();
}
