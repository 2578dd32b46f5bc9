using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>RingCentral does not let an account in; the sentence is fit for the user.</summary>
internal sealed class SignInRefused(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>RingCentral cannot be asked to let us in now; nothing was sent but the question.</summary>
internal sealed class SignInUnavailable(string reason, TimeSpan? retryAfter = null, Exception? inner = null, CarrierTrouble trouble = CarrierTrouble.Busy) : Exception(reason, inner)
{
    public TimeSpan? RetryAfter => retryAfter;

    public CarrierTrouble Trouble => trouble;
}

/// <summary>
/// One access token for each account, shared by all nodes through the database: whoever finds it missing or soon over fetches the next while the others wait. Signing in is rare by rule, five times
/// a minute, and a sixth session ends the first.
/// </summary>
public sealed class RingCentralSessions(NpgsqlDataSource database, ISecrets secrets, RingCentralLimits limits, IHttpClientFactory clients, IOptions<RingCentralOptions> options, TimeProvider clock)
{
    private const string JwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>A token is replaced this long before its end, within a quarter of its life.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Token> _known = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = [];

    /// <param name="RenewAt">From then on the next is fetched.</param>
    /// <param name="Scope">What the application may do, separated by spaces; known of one that was just fetched.</param>
    public sealed record Token(string Value, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt, string? Scope = null)
    {
        public override string ToString() => $"Token {{ ExpiresAt = {ExpiresAt} }}";
    }

    /// <param name="refused">A token that RingCentral no longer takes.</param>
    /// <exception cref="SignInRefused">The credentials are wrong.</exception>
    /// <exception cref="SignInUnavailable">RingCentral does not answer, or wants to be left alone.</exception>
    public async Task<Token> Get(CarrierAccount account, Token? refused, CancellationToken ct)
    {
        var key = RingCentralKey.Of(account, options.Value.BaseAddress);
        if (_known.TryGetValue(key, out var known) && known.Value != refused?.Value && known.RenewAt > clock.GetUtcNow())
            return known;
        var gate = _gates.GetOrAdd(key, _ => new(1));
        await gate.WaitAsync(ct);
        try
        {
            if (_known.TryGetValue(key, out known) && known.Value != refused?.Value && known.RenewAt > clock.GetUtcNow())
                return known;
            return _known[key] = await Shared(key, account, refused, anew: false, ct);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Signs in whatever is known, and so proves the credentials; the new token takes the old one's place for all nodes.</summary>
    /// <exception cref="SignInRefused">The credentials are wrong.</exception>
    /// <exception cref="SignInUnavailable">RingCentral does not answer, or wants to be left alone.</exception>
    public async Task<Token> SignIn(CarrierAccount account, CancellationToken ct)
    {
        var key = RingCentralKey.Of(account, options.Value.BaseAddress);
        return _known[key] = await Shared(key, account, null, anew: true, ct);
    }

    /// <summary>The token in the database, or a new one. The lock keeps other nodes from fetching one too.</summary>
    private async Task<Token> Shared(string key, CarrierAccount account, Token? refused, bool anew, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Run(connection, "select pg_advisory_xact_lock(hashtextextended($1, 1))", ct, key);
        var stored = anew ? null : await Stored(connection, key, ct);
        var usable = stored is not null && stored.Value != refused?.Value ? stored : null;
        if (usable is not null && usable.RenewAt > clock.GetUtcNow())
            return usable;
        Token fetched;
        try
        {
            fetched = await Fetch(key, account, ct);
        }
        catch (SignInUnavailable) when (usable is not null && usable.ExpiresAt > clock.GetUtcNow())
        {
            return usable;   // early enough to try again later
        }

        await Run(connection, """
            insert into identity.carrier_sessions (key, protected_token, renew_at, expires_at) values ($1, $2, $3, $4)
            on conflict (key) do update set protected_token = excluded.protected_token, renew_at = excluded.renew_at, expires_at = excluded.expires_at
            """, CancellationToken.None, key, secrets.Protect(fetched.Value), fetched.RenewAt.UtcDateTime, fetched.ExpiresAt.UtcDateTime);
        await transaction.CommitAsync(CancellationToken.None);
        return fetched;
    }

    private async Task<Token?> Stored(NpgsqlConnection connection, string key, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select protected_token, renew_at, expires_at from identity.carrier_sessions where key = $1", connection) { Parameters = { new() { Value = key } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        try
        {
            return await reader.ReadAsync(ct) ? new(secrets.Unprotect(reader.GetString(0)), reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2)) : null;
        }
        catch (CryptographicException)
        {
            return null;   // its key is gone: as good as none
        }
    }

    private async Task<Token> Fetch(string key, CarrierAccount account, CancellationToken ct)
    {
        if (await limits.Left(key, RateGroup.Auth, ct) is { } left)
            throw new SignInUnavailable("rate_limited", left);
        var sent = clock.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/restapi/oauth/token") { Content = new FormUrlEncodedContent([new("grant_type", JwtGrant), new("assertion", account.Grant ?? "")]) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.AccountId}:{account.Secret}")));
        try
        {
            using var answer = await clients.CreateClient(RingCentralModule.Carrier).SendAsync(request, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            var wait = await limits.Note(key, RateGroup.Auth, answer, (int)answer.StatusCode == 429);
            if ((int)answer.StatusCode == 429)
                throw new SignInUnavailable("rate_limited", wait);
            if (answer.IsSuccessStatusCode)
                return Read(body, sent);
            if ((int)answer.StatusCode is < 400 or >= 500)
                throw new SignInUnavailable($"{(int)answer.StatusCode}", trouble: CarrierTrouble.Faulty);
            var (code, message) = RingCentralErrors.Read(body);
            throw new SignInRefused(code ?? $"{(int)answer.StatusCode}", message.Length > 0 ? message : "The carrier refused the account.");
        }
        catch (HttpRequestException failure)
        {
            throw new SignInUnavailable(failure.HttpRequestError.ToString(), null, failure, CarrierTrouble.Unreachable);
        }
        catch (OperationCanceledException failure) when (!ct.IsCancellationRequested)
        {
            throw new SignInUnavailable("TimedOut", null, failure, CarrierTrouble.Silent);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SignInUnavailable("unreadable", null, failure, CarrierTrouble.Faulty);
        }
    }

    private static Token Read(string body, DateTimeOffset sent)
    {
        using var document = JsonDocument.Parse(body);
        var life = TimeSpan.FromSeconds(document.RootElement.GetProperty("expires_in").GetInt32());
        var early = life / 4 < Early ? life / 4 : Early;
        return new(document.RootElement.GetProperty("access_token").GetString() ?? throw new FormatException("There is no token."), sent + life - early, sent + life,
            RingCentralJson.Text(document.RootElement, "scope"));
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(ct);
    }
}
