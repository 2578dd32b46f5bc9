using System.ComponentModel.DataAnnotations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Identity;
using EscalationCqrs.Infrastructure.Reports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>The web's way to its database.</summary>
public sealed class PersistenceOptions
{
    public const string Section = "ConnectionStrings";

    /// <summary>Connection string of the unprivileged role.</summary>
    [Required(ErrorMessage = "Set ConnectionStrings__App to the connection string of the desk's unprivileged database role.")]
    public string App { get; set; } = "";

    /// <summary>Most connections that one process holds.</summary>
    [Range(1, 1000)]
    public int MaxPoolSize { get; set; } = 60;
}

/// <summary>Registers the database, the unit of work, accounts and secrets.</summary>
public static class PersistenceModule
{
    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PersistenceOptions>().Bind(configuration.GetSection(PersistenceOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(p => DataSource(p.GetRequiredService<IOptions<PersistenceOptions>>().Value));
        services.AddDbContext<DeskDb>((p, options) => DeskDbOptions.Use(options, p.GetRequiredService<NpgsqlDataSource>()), optionsLifetime: ServiceLifetime.Singleton);
        services.AddScoped<IDeskDb>(p => p.GetRequiredService<DeskDb>());
        services.AddScoped<IUnitOfWork, UnitOfWork>();
        services.AddTransient<IAuditLog, AuditLog>();
        services.AddSingleton<ICrossTenant, CrossTenant>();
        services.AddSingleton<ICommitSignals, CommitSignals>();
        return services.AddReports().AddAccounts();
    }

    private static NpgsqlDataSource DataSource(PersistenceOptions options)
    {
        // All that is set on a connection ends with its transaction, so there is nothing to reset when it returns to the pool.
        var target = new NpgsqlConnectionStringBuilder(options.App) { MaxPoolSize = options.MaxPoolSize, NoResetOnClose = true };
        // The desk's statements are few and always the same: prepared once per connection, they need no planning again.
        if (!target.ShouldSerialize("Max Auto Prepare"))
            target.MaxAutoPrepare = 200;
        return NpgsqlDataSource.Create(target);
    }
}
