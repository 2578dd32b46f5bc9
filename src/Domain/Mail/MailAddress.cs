namespace EscalationCqrs.Domain.Mail;

/// <summary>What counts as an e-mail address here: something, an at sign, a domain. Whether it exists, only the mail server knows.</summary>
public static class MailAddress
{
    /// <summary>Without blanks around and in lower case: no server of today tells letters apart by case.</summary>
    public static string Normal(string address) => address.Trim().ToLowerInvariant();

    /// <summary>As <see cref="Normal"/>; null where there is none.</summary>
    public static string? NormalOrNull(string? address) => string.IsNullOrWhiteSpace(address) ? null : Normal(address);

    public static bool IsValid(string? address) =>
        address?.Trim() is { Length: >= 3 and <= Mailbox.MaxAddressLength } trimmed && trimmed.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == trimmed.LastIndexOf('@')
        && at < trimmed.Length - 1 && !trimmed.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"' or '(' or ')');
}
