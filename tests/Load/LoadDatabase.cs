using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EscalationCqrs.Load;

/// <summary>A fresh, migrated database of one scenario. Prepares data through the product's own persistence, reads results as the owner.</summary>
public sealed class LoadDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly ServiceProvider _services;

    private LoadDatabase(string server, string name)
    {
        _server = server;
        Name = name;
        Owner = new NpgsqlConnectionStringBuilder(server) { Database = name, CommandTimeout = 600, IncludeErrorDetail = true }.ConnectionString;
        App = new NpgsqlConnectionStringBuilder(server) { Database = name, Username = $"{name}_app", Password = Guid.NewGuid().ToString("n") }.ConnectionString;
        AsOwner = NpgsqlDataSource.Create(Owner);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:App", App)]).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton(TimeProvider.System);
        services.AddApplication();
        services.AddPersistence(configuration);
        _services = services.BuildServiceProvider();
    }

    public string Name { get; }

    /// <summary>Connection string of the owner, past row-level security.</summary>
    public string Owner { get; }

    /// <summary>Connection string of the unprivileged role, as the web uses it.</summary>
    public string App { get; }

    public NpgsqlDataSource AsOwner { get; }

    public static async Task<LoadDatabase> Create(Bench bench, string name)
    {
        var database = new LoadDatabase(bench.Server, $"load_{name}");
        await database.Drop();
        await Migrator.Migrate(database.Owner, database.App);
        return database;
    }

    /// <summary>Work within one tenant, in one transaction, with the events that it raises.</summary>
    public async Task Write(Guid tenantId, Func<DeskDb, Task> work)
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = CurrentActor.System(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<DeskDb>();
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().Run(new WorkKind("Load", true, false, null), async () =>
        {
            await work(db);
            return 0;
        }, CancellationToken.None);
    }

    public async Task<T> With<TService, T>(Func<TService, Task<T>> use) where TService : notnull
    {
        await using var scope = _services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async Task Execute(string sql, params object?[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> One<T>(string sql, params object?[] parameters) => (await All(sql, r => r.GetFieldValue<T>(0), parameters)).Single();

    public async Task<IReadOnlyList<T>> All<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await AsOwner.DisposeAsync();
        await Drop();
    }

    private NpgsqlCommand Command(string sql, object?[] parameters)
    {
        var command = AsOwner.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        return command;
    }

    private async Task Drop()
    {
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_server) { Pooling = false, CommandTimeout = 120 }.ConnectionString);
        foreach (var sql in new[] { $"drop database if exists {Name} with (force)", $"drop role if exists {Name}_app" })
        {
            await using var command = server.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
