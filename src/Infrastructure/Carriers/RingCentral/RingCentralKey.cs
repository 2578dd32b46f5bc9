using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>What is derived from an account's credentials.</summary>
internal static class RingCentralKey
{
    /// <summary>Under this name nodes share what they know of an account. Only who has all of the credentials arrives at it, so tenants with the same account share, and others find nothing.</summary>
    public static string Of(CarrierAccount account, Uri server) => Convert.ToHexStringLower(HMACSHA256.HashData(Secret(account), Encoding.UTF8.GetBytes($"session\n{server.Authority}\n{account.AccountId}")));

    /// <summary>What RingCentral must name in each delivery to an address. Nobody else can know it, nothing needs to be kept, and new credentials make a new one.</summary>
    public static string VerificationToken(CarrierAccount account, string path) => Convert.ToHexStringLower(HMACSHA256.HashData(Secret(account), Encoding.UTF8.GetBytes($"webhook\n{path}")));

    private static byte[] Secret(CarrierAccount account) => SHA256.HashData(Encoding.UTF8.GetBytes($"{account.AccountId}\n{account.Secret}\n{account.Grant}"));
}
