using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Mail;

/// <summary>How the connection to a mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>Begins in clear and must become encrypted before anything else is said; usually port 587.</summary>
    Starttls,

    /// <summary>Encrypted from the first byte; usually port 465.</summary>
    Tls,

    /// <summary>In clear: only for a relay beside the desk that asks for no password.</summary>
    None,
}

/// <summary>The e-mail address under which a tenant writes and is written to, the server that takes its mail, and the secret of whoever delivers mail to us.</summary>
public sealed class Mailbox : Entity
{
    public const int MaxAddressLength = 254;

    private Mailbox() { }

    public Mailbox(Guid tenantId, string address, string name, string channelKey, string protectedSecret, DateTimeOffset now) : base(tenantId, Guid.CreateVersion7(now))
    {
        (ChannelKey, ProtectedSecret, IsActive, CreatedAt) = (channelKey, protectedSecret, true, now);
        Edit(address, name, isActive: true);
    }

    /// <summary>Lower case.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Stands beside the address in what customers receive.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Null sends by the server of the whole desk.</summary>
    public string? Host { get; private set; }

    public int Port { get; private set; } = 587;

    public MailSecurity Security { get; private set; }

    public string? User { get; private set; }

    /// <summary>Encrypted with keys that all nodes share.</summary>
    public string? ProtectedPassword { get; private set; }

    /// <summary>Unguessable segment of the address to which mail is delivered.</summary>
    public string ChannelKey { get; private set; } = "";

    /// <summary>What signs the mail that is delivered to us, encrypted.</summary>
    public string ProtectedSecret { get; private set; } = "";

    public bool IsActive { get; private set; }

    /// <summary>Set while the server refuses us; nothing is sent until the settings change or it is resumed.</summary>
    public string? PausedReason { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public string Domain => Address[(Address.LastIndexOf('@') + 1)..];

    public void Edit(string address, string name, bool isActive) => (Address, Name, IsActive) = (MailAddress.Normal(address), name.Trim(), isActive);

    /// <exception cref="FieldRefused">A password would travel in clear.</exception>
    public void UseServer(string? host, int port, MailSecurity security, string? user, string? protectedPassword)
    {
        if (security == MailSecurity.None && user is not null)
            throw new FieldRefused("security", "password_in_clear", "The password would travel in clear; choose STARTTLS or TLS.");
        (Host, Port, Security, User, ProtectedPassword, PausedReason) = (host, port, security, user, protectedPassword, null);
    }

    public void RenewSecret(string protectedSecret) => ProtectedSecret = protectedSecret;

    public void Pause(string reason) => PausedReason = reason;

    public void Resume() => PausedReason = null;
}
