using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Customers;

/// <summary>A person who reaches us or is reached. A visitor of the widget is a customer of whom little is known yet.</summary>
public sealed class Customer : Entity
{
    private Customer() { }

    public Customer(Guid tenantId, string? name, string? phone, string? email, string locale, DateTimeOffset now)
        : base(tenantId, Guid.CreateVersion7(now)) =>
        (Name, Phone, Email, Locale, CreatedAt) = (Clean(name), phone, MailAddress.NormalOrNull(email), locale, now);

    public string? Name { get; private set; }

    /// <summary>E.164.</summary>
    public string? Phone { get; private set; }

    /// <summary>In lower case, as it is compared with consents and senders.</summary>
    public string? Email { get; private set; }

    /// <summary>Language tag, <c>en</c> or <c>vi</c>.</summary>
    public string Locale { get; private set; } = "en";

    /// <summary>The customer wrote from this number; a number typed into the widget proves nothing.</summary>
    public DateTimeOffset? PhoneVerifiedAt { get; private set; }

    /// <summary>Name of this customer in another system of the tenant.</summary>
    public string? ExternalReference { get; private set; }

    /// <summary>IANA name, as the customer's browser or staff told it; null if it is not known: then the number's country tells, though not where its phone is.</summary>
    public string? TimeZone { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public void LivesIn(string? timeZone) => TimeZone = timeZone ?? TimeZone;

    /// <summary>Staff know better; null where nobody knows.</summary>
    /// <returns>False if that is known already.</returns>
    public bool CorrectTimeZone(string? timeZone)
    {
        var known = TimeZone;
        TimeZone = Clean(timeZone);
        return TimeZone != known;
    }

    /// <summary>Fills what is not known yet; never overwrites a verified number.</summary>
    public void Learn(string? name, string? phone, string? email)
    {
        Name ??= Clean(name);
        Email ??= MailAddress.NormalOrNull(email);
        if (PhoneVerifiedAt is null && phone is not null)
            Phone = phone;
    }

    public void Edit(string? name, string? email, string locale, string? externalReference) =>
        (Name, Email, Locale, ExternalReference) = (Clean(name), MailAddress.NormalOrNull(email), locale, Clean(externalReference));

    public void WroteFrom(string phone, DateTimeOffset now)
    {
        if (Phone == phone)
            PhoneVerifiedAt ??= now;
    }

    private static string? Clean(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
