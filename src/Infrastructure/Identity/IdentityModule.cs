using EscalationCqrs.Application.Ports;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Identity;

/// <summary>Registers accounts, their rules, and the key ring that all nodes share.</summary>
internal static class IdentityModule
{
    public const int FailuresAllowed = 5;

    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddDbContext<AccountsDb>((p, options) => AccountsDbOptions.Use(options, p.GetRequiredService<NpgsqlDataSource>()), optionsLifetime: ServiceLifetime.Singleton);
        services.AddIdentityCore<Account>(Rules).AddEntityFrameworkStores<AccountsDb>().AddDefaultTokenProviders().AddTokenProvider<InvitationTokens>(InvitationTokens.Name);
        services.AddScoped<IAccounts, Accounts>();
        services.AddSingleton<UnknownAddresses>();

        services.AddDataProtection().SetApplicationName("EscalationCqrs");
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource>((keys, database) => keys.XmlRepository = new KeyRing(database));
        services.AddSingleton<ISecrets, Secrets>();
        return services;
    }

    private static void Rules(IdentityOptions identity)
    {
        identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        identity.User.RequireUniqueEmail = true;
        identity.User.AllowedUserNameCharacters = "";
        // Length is what makes a password strong; rules on characters only make it predictable.
        identity.Password = new() { RequiredLength = 12, RequiredUniqueChars = 4, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
        identity.Lockout = new() { AllowedForNewUsers = true, MaxFailedAccessAttempts = FailuresAllowed, DefaultLockoutTimeSpan = LockedFor };
    }
}

/// <summary>Tokens of invitations: like those that reset a password, but good for a week.</summary>
internal sealed class InvitationTokens(IDataProtectionProvider protection, IOptions<InvitationTokens.Options> options, ILogger<DataProtectorTokenProvider<Account>> log)
    : DataProtectorTokenProvider<Account>(protection, options, log)
{
    public new const string Name = "Invitation";

    public const string Purpose = "Invitation";

    internal new sealed class Options : DataProtectionTokenProviderOptions
    {
        public Options() => (Name, TokenLifespan) = (InvitationTokens.Name, TimeSpan.FromDays(7));
    }
}
