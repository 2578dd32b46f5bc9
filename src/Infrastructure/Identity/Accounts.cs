using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;

namespace EscalationCqrs.Infrastructure.Identity;

/// <summary>Accounts over ASP.NET Core Identity.</summary>
internal sealed class Accounts(UserManager<Account> users, UnknownAddresses unknown, IPasswordHasher<Account> hasher, TimeProvider clock) : IAccounts
{
    /// <summary>Compared against when the address is unknown, so that the answer takes as long.</summary>
    private static readonly string NobodysHash = new PasswordHasher<Account>().HashPassword(new Account(), Guid.NewGuid().ToString());

    public Task<Guid> Create(string email, string? password, CancellationToken ct) => Guarded(async () =>
    {
        email = email.Trim();
        if (await users.FindByEmailAsync(email) is { } known)
            return known.Id;
        var account = new Account { Id = Guid.CreateVersion7(clock.GetUtcNow()), UserName = email, Email = email, EmailConfirmed = true };
        var made = password is null ? await users.CreateAsync(account) : await users.CreateAsync(account, password);
        if (!made.Succeeded)
            throw Refused(made);
        return account.Id;
    });

    public Task<AccountFacts?> Find(Guid accountId, CancellationToken ct) => Guarded(async () => Facts(await users.FindByIdAsync(accountId.ToString())));

    public Task<AccountFacts?> FindByEmail(string email, CancellationToken ct) => Guarded(async () => Facts(await users.FindByEmailAsync(email.Trim())));

    public Task<string> InvitationToken(Guid accountId, CancellationToken ct) =>
        Guarded(async () => await users.GenerateUserTokenAsync(await Get(accountId), InvitationTokens.Name, InvitationTokens.Purpose));

    public Task<string> ResetToken(Guid accountId, CancellationToken ct) => Guarded(async () => await users.GeneratePasswordResetTokenAsync(await Get(accountId)));

    public Task SetPassword(Guid accountId, string token, string newPassword, CancellationToken ct) => Guarded(async () =>
    {
        var account = await Get(accountId);
        if (await users.VerifyUserTokenAsync(account, InvitationTokens.Name, InvitationTokens.Purpose, token))
            token = await users.GeneratePasswordResetTokenAsync(account);
        // Changes the security stamp, which ends all sessions and the tokens themselves.
        var set = await users.ResetPasswordAsync(account, token, newPassword);
        if (!set.Succeeded)
            throw Refused(set);
        await users.SetLockoutEndDateAsync(account, null);
        return await users.ResetAccessFailedCountAsync(account);
    });

    public Task<PasswordCheck> CheckPassword(string email, string password, CancellationToken ct) => Guarded<PasswordCheck>(async () =>
    {
        if (await users.FindByEmailAsync(email.Trim()) is not { } account)
        {
            if (unknown.Fail(email.Trim()) is { } lockedUntil)
                return new PasswordCheck.LockedOut(lockedUntil);
            hasher.VerifyHashedPassword(new Account(), NobodysHash, password);
            return new PasswordCheck.WrongPassword();
        }

        if (account.LockoutEnd is { } until && until > clock.GetUtcNow())
            return new PasswordCheck.LockedOut(until);
        if (!await users.CheckPasswordAsync(account, password))
            return await Failed(account);
        if (account.DisabledAt is not null)
            return new PasswordCheck.WrongPassword();
        await users.ResetAccessFailedCountAsync(account);
        return new PasswordCheck.Ok(account.Id, account.SecurityStamp!);
    });

    public Task Disable(Guid accountId, CancellationToken ct) => Change(accountId, a => a.DisabledAt ??= clock.GetUtcNow(), endSessions: true);

    public Task Enable(Guid accountId, CancellationToken ct) => Change(accountId, a => a.DisabledAt = null);

    public Task EndSessions(Guid accountId, CancellationToken ct) => Change(accountId, _ => { }, endSessions: true);

    public Task MakeSuperAdmin(Guid accountId, string name, CancellationToken ct) => Change(accountId, a => (a.IsSuperAdmin, a.Name) = (true, name.Trim()));

    public Task UnmakeSuperAdmin(Guid accountId, CancellationToken ct) => Change(accountId, a => a.IsSuperAdmin = false, endSessions: true);

    private async Task<PasswordCheck> Failed(Account account)
    {
        // Identity's own lockout reads the machine's clock; the desk reads its own.
        account.AccessFailedCount++;
        if (account.AccessFailedCount >= IdentityModule.FailuresAllowed)
            (account.AccessFailedCount, account.LockoutEnd) = (0, clock.GetUtcNow() + IdentityModule.LockedFor);
        await users.UpdateAsync(account);
        return account.LockoutEnd is { } until && until > clock.GetUtcNow() ? new PasswordCheck.LockedOut(until) : new PasswordCheck.WrongPassword();
    }

    private Task Change(Guid accountId, Action<Account> change, bool endSessions = false) => Guarded(async () =>
    {
        var account = await Get(accountId);
        change(account);
        return endSessions ? await users.UpdateSecurityStampAsync(account) : await users.UpdateAsync(account);
    });

    private async Task<Account> Get(Guid accountId) => await users.FindByIdAsync(accountId.ToString()) ?? throw new NotFound("The account");

    private static AccountFacts? Facts(Account? account) =>
        account is null ? null : new(account.Id, account.Email!, account.IsSuperAdmin, account.DisabledAt is not null, account.PasswordHash is not null, account.SecurityStamp!);

    private static Exception Refused(IdentityResult result)
    {
        var first = result.Errors.First();
        return first.Code switch
        {
            "InvalidToken" => new RuleViolation("token_invalid", "This link has expired or was used before; ask for a new one."),
            "ConcurrencyFailure" => new RuleViolation("changed_meanwhile", "Someone else changed this just now; look again."),
            _ when first.Code.StartsWith("Password", StringComparison.Ordinal) => new FieldRefused("password", "password_weak", first.Description),
            _ => new FieldRefused("email", "email_refused", first.Description),
        };
    }

    private static async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (DatabaseErrors.Translate(e) is { } known)
        {
            throw known;
        }
    }
}
