using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>
/// Questions that only this installation can answer: each is encrypted with keys that all nodes share, and holds its answer and its end. Whoever sees one learns nothing and can do nothing with it.
/// </summary>
public sealed class ProbeTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int AnswerBytes = 24, Longest = 500;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly IDataProtector _protector = protection.CreateProtector("public-probe");

    public (string Token, string Answer) Issue()
    {
        var answer = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(AnswerBytes));
        return (_protector.Protect($"{(clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} {answer}"), answer);
    }

    /// <summary>Null for what no node of this installation asked within the last minute.</summary>
    public string? Answer(string token)
    {
        if (token.Length > Longest)
            return null;
        try
        {
            return _protector.Unprotect(token).Split(' ') is [var until, var answer] && long.Parse(until, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? answer : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
