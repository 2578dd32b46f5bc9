using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace EscalationCqrs.Web.Access;

/// <summary>Signed, expiring tokens that let a customer speak for one conversation of one tenant.</summary>
internal sealed class ConversationTokens(IDataProtectionProvider provider)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly ITimeLimitedDataProtector _protector = provider.CreateProtector("conversation").ToTimeLimitedDataProtector();

    public string Issue(Guid tenantId, Guid conversationId) => _protector.Protect($"{tenantId:N}{conversationId:N}", Lifetime);

    /// <summary>The conversation, if the token is genuine, fresh and of this tenant.</summary>
    public Guid? Read(string token, Guid tenantId)
    {
        if (token.Length is 0 or > 1000)
            return null;
        try
        {
            var text = _protector.Unprotect(token);
            return Guid.ParseExact(text[..32], "N") == tenantId ? Guid.ParseExact(text[32..], "N") : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
