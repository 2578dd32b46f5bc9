namespace EscalationCqrs.Application.Shared;

/// <summary>Addresses as those may see them who need to tell rows apart but not to reach people.</summary>
public static class Masked
{
    /// <summary>The last two digits: <c>••• 23</c>.</summary>
    public static string? Phone(string? phone) => string.IsNullOrEmpty(phone) ? null : phone.Length <= 4 ? "•••" : $"••• {phone[^2..]}";

    /// <summary>The first letter and the domain: <c>m•••@example.com</c>.</summary>
    public static string? Email(string? email) => string.IsNullOrEmpty(email) ? null : email.IndexOf('@') is > 0 and var at ? $"{email[0]}•••{email[at..]}" : "•••";
}
