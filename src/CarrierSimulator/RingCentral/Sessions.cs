using System.Security.Cryptography;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>Who is signed in. A person has five sessions at most: the next one ends the oldest.</summary>
public sealed class Sessions(TimeProvider clock)
{
    public static readonly TimeSpan AccessFor = TimeSpan.FromHours(1), RefreshFor = TimeSpan.FromDays(7);

    private const int Most = 5, TokenBytes = 48;

    private readonly Lock _gate = new();
    private readonly List<Session> _sessions = [];

    public sealed record Session(string AccountSid, string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt, DateTimeOffset RefreshUntil);

    public Session Open(string accountSid)
    {
        var now = clock.GetUtcNow();
        var session = new Session(accountSid, Token(), Token(), now + AccessFor, now + RefreshFor);
        lock (_gate)
        {
            _sessions.RemoveAll(s => s.RefreshUntil <= now);
            var own = _sessions.Where(s => s.AccountSid == accountSid).ToList();
            foreach (var oldest in own.Take(own.Count - Most + 1))
                _sessions.Remove(oldest);
            _sessions.Add(session);
        }

        return session;
    }

    /// <summary>A refresh token counts once; its session goes on under new tokens.</summary>
    public Session? Refresh(string accountSid, string refreshToken)
    {
        lock (_gate)
        {
            if (_sessions.FirstOrDefault(s => s.AccountSid == accountSid && s.RefreshToken == refreshToken && s.RefreshUntil > clock.GetUtcNow()) is not { } session)
                return null;
            _sessions.Remove(session);
        }

        return Open(accountSid);
    }

    public Account? Owner(string accessToken, Accounts accounts)
    {
        lock (_gate)
            return _sessions.FirstOrDefault(s => s.AccessToken == accessToken && s.ExpiresAt > clock.GetUtcNow()) is { } session ? accounts.Find(session.AccountSid) : null;
    }

    public void End(string token)
    {
        lock (_gate)
            _sessions.RemoveAll(s => s.AccessToken == token || s.RefreshToken == token);
    }

    public void Clear()
    {
        lock (_gate)
            _sessions.Clear();
    }

    private static string Token() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
}
