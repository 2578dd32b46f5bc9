using System.Buffers.Text;
using System.Text;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Application.Staff;

/// <summary>The last segment of the address that is handed to a person: whose account, and the token that lets its holder choose a password.</summary>
internal static class InvitationLink
{
    private const int IdLength = 32;

    public static string Encode(Guid accountId, string token) => $"{accountId:N}{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token))}";

    /// <exception cref="RuleViolation">It was not made by <see cref="Encode"/>; said like an expired one.</exception>
    public static (Guid AccountId, string Token) Decode(string link) =>
        link.Length > IdLength && Guid.TryParseExact(link[..IdLength], "N", out var accountId) && Base64Url.IsValid(link.AsSpan(IdLength))
            ? (accountId, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(link.AsSpan(IdLength))))
            : throw new RuleViolation("token_invalid", "This link has expired or was used before; ask for a new one.");
}
