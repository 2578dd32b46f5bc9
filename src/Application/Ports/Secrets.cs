namespace EscalationCqrs.Application.Ports;

/// <summary>Encrypts what must be kept but not read from the database; all nodes share the keys.</summary>
public interface ISecrets
{
    string Protect(string secret);

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was tampered with, or its key is gone.</exception>
    string Unprotect(string protectedSecret);
}
