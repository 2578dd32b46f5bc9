using EscalationCqrs.Application.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>How the desk's context reaches its database; the same for the web, the migrator and the design-time tool.</summary>
public static class DeskDbOptions
{
    public const string MigrationsTable = "migrations";

    /// <summary>Without an actor: sees no tenant through its filter. For migrations and the tool that writes them.</summary>
    public static DeskDb ForOwner(NpgsqlDataSource database)
    {
        var options = new DbContextOptionsBuilder<DeskDb>();
        Use(options, database);
        return new DeskDb(options.Options, new ActorHolder(), TimeProvider.System);
    }

    internal static void Use(DbContextOptionsBuilder options, NpgsqlDataSource database) =>
        options.UseNpgsql(database, n => n.MigrationsHistoryTable(MigrationsTable, DeskDb.Support))
            // Counts that stop at a limit need no order.
            .ConfigureWarnings(w => w.Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning));
}
