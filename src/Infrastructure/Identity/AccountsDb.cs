using EscalationCqrs.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Identity;

/// <summary>The accounts' tables, in a schema of their own. They belong to the platform, not to a tenant.</summary>
public sealed class AccountsDb(DbContextOptions<AccountsDb> options) : IdentityUserContext<Account, Guid>(options)
{
    public const string Schema = "identity";

    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);
        model.Entity<Account>().ToTable("accounts", Schema).Property(a => a.Id).ValueGeneratedNever();
        model.Entity<IdentityUserClaim<Guid>>().ToTable("account_claims", Schema);
        model.Entity<IdentityUserLogin<Guid>>().ToTable("account_logins", Schema);
        model.Entity<IdentityUserToken<Guid>>().ToTable("account_tokens", Schema);
        model.Entity<IdentityUserPasskey<Guid>>().ToTable("account_passkeys", Schema);
        model.Entity<DataProtectionKey>().ToTable("data_protection_keys", Schema);
        foreach (var index in model.Model.GetEntityTypes().SelectMany(e => e.GetIndexes()))
            index.SetDatabaseName(null);
        SnakeCase.Apply(model.Model);
    }
}

/// <summary>How the accounts' context reaches its database; the same for the web, the migrator and the design-time tool.</summary>
public static class AccountsDbOptions
{
    public static AccountsDb ForOwner(NpgsqlDataSource database)
    {
        var options = new DbContextOptionsBuilder<AccountsDb>();
        Use(options, database);
        // The schema's version comes from the application's services; without them the passkeys' table would be missing.
        options.UseApplicationServiceProvider(new ServiceCollection().Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3).BuildServiceProvider());
        return new AccountsDb(options.Options);
    }

    internal static void Use(DbContextOptionsBuilder options, NpgsqlDataSource database) =>
        options.UseNpgsql(database, n => n.MigrationsHistoryTable(DeskDbOptions.MigrationsTable, AccountsDb.Schema));
}
