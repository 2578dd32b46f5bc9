using System.ComponentModel.DataAnnotations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Mail;

namespace EscalationCqrs.Infrastructure.Mail;

/// <summary>The mail server of the whole desk, for tenants that name none, and how mail is handed over.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    /// <summary>Empty: only tenants with a server of their own can send.</summary>
    public string? Host { get; set; }

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary><c>starttls</c>, <c>tls</c> or <c>none</c>. Never falls back to a weaker one.</summary>
    [RegularExpression("starttls|tls|none", ErrorMessage = "Set Mail__Security to starttls, tls or none.")]
    public string Security { get; set; } = "starttls";

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>How long a server may take for one e-mail.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>E-mails being handed over at once by one node.</summary>
    [Range(1, 100)]
    public int InFlight { get; set; } = 8;

    /// <summary>Whether tenants may name servers in private networks; where tenants are not trusted, that would let them look around in yours.</summary>
    public bool AllowPrivateHosts { get; set; }

    /// <summary>A PEM file with authorities to trust beside those of the system, for mail servers with certificates of one's own.</summary>
    public string? TrustedCertificates { get; set; }

    internal MailServer? Server => string.IsNullOrWhiteSpace(Host) ? null
        : new(Host.Trim(), Port, Enum.Parse<MailSecurity>(Security, ignoreCase: true), string.IsNullOrEmpty(User) ? null : User, string.IsNullOrEmpty(Password) ? null : Password);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(User) && Security == "none")
            yield return new("Mail__Security=none would send Mail__Password in clear: set starttls or tls, or remove Mail__User.", [nameof(Security)]);
        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
            yield return new("Set both Mail__User and Mail__Password, or neither.", [nameof(Password)]);
        if (!string.IsNullOrEmpty(User) && string.IsNullOrWhiteSpace(Host))
            yield return new("Mail__User is set but Mail__Host is not.", [nameof(Host)]);
        if (!string.IsNullOrEmpty(TrustedCertificates) && !File.Exists(TrustedCertificates))
            yield return new("The file that Mail__TrustedCertificates names does not exist.", [nameof(TrustedCertificates)]);
        if (Security == "starttls" && Port == 465)
            yield return new("Port 465 speaks TLS from the first byte: set Mail__Security=tls, or Mail__Port=587.", [nameof(Port)]);
    }
}
