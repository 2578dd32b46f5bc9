namespace EscalationCqrs.Application.Ports;

/// <summary>Sign-in accounts. They belong to the platform; a row in a tenant's staff is the membership. Keeps its own transactions.</summary>
public interface IAccounts
{
    /// <summary>Finds the account of an address, or makes one; without a password it can be used after an invitation only.</summary>
    /// <exception cref="Domain.Shared.FieldRefused">The address or the password is not acceptable.</exception>
    Task<Guid> Create(string email, string? password, CancellationToken ct);

    Task<AccountFacts?> Find(Guid accountId, CancellationToken ct);

    Task<AccountFacts?> FindByEmail(string email, CancellationToken ct);

    /// <summary>Lets the holder choose a first password; good for a week, until used.</summary>
    Task<string> InvitationToken(Guid accountId, CancellationToken ct);

    /// <summary>Lets the holder choose another password; good for a day, until used.</summary>
    Task<string> ResetToken(Guid accountId, CancellationToken ct);

    /// <summary>Sets the password with a token of either kind; ends a lockout and all sessions.</summary>
    /// <exception cref="Domain.Shared.RuleViolation">The token is expired, used or forged.</exception>
    /// <exception cref="Domain.Shared.FieldRefused">The password is too weak.</exception>
    Task SetPassword(Guid accountId, string token, string newPassword, CancellationToken ct);

    /// <summary>Counts failures; after five the account is locked for fifteen minutes. An unknown address takes as long as a wrong password.</summary>
    Task<PasswordCheck> CheckPassword(string email, string password, CancellationToken ct);

    /// <summary>Forbids signing in and ends all sessions.</summary>
    Task Disable(Guid accountId, CancellationToken ct);

    Task Enable(Guid accountId, CancellationToken ct);

    /// <summary>Changes the security stamp, so that every session and bearer token ends.</summary>
    Task EndSessions(Guid accountId, CancellationToken ct);

    /// <summary>Gives power over the platform.</summary>
    /// <param name="name">How the tenants that are entered see the person.</param>
    Task MakeSuperAdmin(Guid accountId, string name, CancellationToken ct);

    /// <summary>Takes it away, and ends all sessions.</summary>
    Task UnmakeSuperAdmin(Guid accountId, CancellationToken ct);
}

/// <summary>What is known of an account.</summary>
/// <param name="SecurityStamp">Sessions carry it; one that differs has ended.</param>
public sealed record AccountFacts(Guid Id, string Email, bool IsSuperAdmin, bool IsDisabled, bool HasPassword, string SecurityStamp);

/// <summary>The answer to a password. Exactly one of the nested cases.</summary>
public abstract record PasswordCheck
{
    private PasswordCheck() { }

    public sealed record Ok(Guid AccountId, string SecurityStamp) : PasswordCheck;

    /// <summary>Unknown address, wrong password or disabled account; the caller says the same for all.</summary>
    public sealed record WrongPassword : PasswordCheck;

    public sealed record LockedOut(DateTimeOffset Until) : PasswordCheck;
}
