using System.Security.Cryptography;
using EscalationCqrs.Application.Ports;
using Microsoft.AspNetCore.DataProtection;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>Keys to listen, encrypted; all nodes understand them.</summary>
internal sealed class ListeningKeys(IDataProtectionProvider protection) : IListeningKeys
{
    private readonly IDataProtector _protector = protection.CreateProtector("listening");

    public string Issue(Guid recordingId, Guid accessId, Guid listenerId) => _protector.Protect($"{recordingId:n}{accessId:n}{listenerId:n}");

    public Guid? Read(string key, Guid recordingId, Guid listenerId)
    {
        try
        {
            var plain = _protector.Unprotect(key);
            return plain.Length == 96 && Guid.ParseExact(plain[..32], "n") == recordingId && Guid.ParseExact(plain[64..], "n") == listenerId ? Guid.ParseExact(plain[32..64], "n") : null;
        }
        catch (Exception refused) when (refused is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
