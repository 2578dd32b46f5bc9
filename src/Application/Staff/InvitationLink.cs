using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Application.Staff;

/// <summary>The last segment of the address that is handed to a person: whose account, and the token that lets its holder choose a password.</summary>
internal static class InvitationLink
{
    public static string Encode(Guid accountId, string token) => $"{accountId:N}.{token}";

    /// <exception cref="RuleViolation">It was not made by <see cref="Encode"/>; said like an expired one.</exception>
    public static (Guid AccountId, string Token) Decode(string link)
    {
        var dot = link.IndexOf('.');
        return dot > 0 && Guid.TryParseExact(link[..dot], "N", out var accountId)
            ? (accountId, link[(dot + 1)..])
            : throw new RuleViolation("token_invalid", "This link has expired or was used before; ask for a new one.");
    }
}
