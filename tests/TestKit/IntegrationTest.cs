using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Infrastructure.Persistence;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace EscalationCqrs.TestKit;

/// <summary>
/// A test over the real pipeline and database, in a tenant of its own. <see cref="As(StaffMember)"/> says who sends; <see cref="Saved{T}"/>
/// and <see cref="Read{T}"/> use scopes and transactions of their own.
/// </summary>
public abstract class IntegrationTest(AppFixture app) : IClassFixture<AppFixture>, IAsyncLifetime
{
    protected AppFixture App { get; } = app;

    protected FixedClock Clock => App.Clock;

    protected Desk Desk { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Clock.Now = FixedClock.Start;
        Desk = await NewDesk();
    }

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <summary>One more tenant, for tests of isolation.</summary>
    protected async Task<Desk> NewDesk()
    {
        var desk = new Desk(Clock.Now);
        await InTenant(desk.Tenant.Id, writes: true, db =>
        {
            db.AddRange(desk.Rows);
            return Task.FromResult(0);
        });
        return desk;
    }

    /// <summary>Sends as this person, with what their role permits by default.</summary>
    protected Sender As(StaffMember staff) => As(staff, [.. Roles.Defaults[staff.Role]]);

    /// <summary>Sends as this person, with exactly these permissions.</summary>
    protected Sender As(StaffMember staff, params string[] permissions) => new(App.Services, new CurrentActor
    {
        Kind = ActorKind.Staff, TenantId = staff.TenantId, Id = staff.Id, Name = staff.Name, Email = staff.Email, Permissions = permissions.ToHashSet(),
        Visibility = Desk.Tenant.Visibility, IpAddress = "203.0.113.7", UserAgent = "test",
    });

    protected Sender As(IActor actor) => new(App.Services, actor);

    /// <summary>Sends as the customer whom the token of a conversation speaks for.</summary>
    protected Sender AsCustomer(Guid conversationId) => new(App.Services, new CurrentActor { Kind = ActorKind.Customer, TenantId = Desk.Tenant.Id, ConversationId = conversationId });

    /// <summary>Sends as somebody of whom only the tenant is known.</summary>
    protected Sender AsVisitor() => new(App.Services, new CurrentActor { Kind = ActorKind.Customer, TenantId = Desk.Tenant.Id });

    protected Sender AsSystem() => new(App.Services, CurrentActor.System(Desk.Tenant.Id));

    /// <summary>Builds a thing in this test's tenant and saves it.</summary>
    protected async Task<T> Saved<T>(IBuilder<T> builder)
    {
        var (thing, rows) = builder.Build(Desk, Clock.Now);
        await Save([.. rows]);
        return thing;
    }

    /// <summary>Saves rows of this test's tenant, with the events they raised.</summary>
    protected Task Save(params object[] rows) => Write(db => db.AddRange(rows));

    /// <summary>Changes rows of this test's tenant behind the commands' back.</summary>
    protected Task Write(Action<DeskDb> change) => Write(db =>
    {
        change(db);
        return Task.CompletedTask;
    });

    protected Task Write(Func<DeskDb, Task> change) => InTenant(Desk.Tenant.Id, writes: true, async db =>
    {
        await change(db);
        return 0;
    });

    /// <summary>Reads rows of this test's tenant.</summary>
    protected Task<T> Read<T>(Func<DeskDb, Task<T>> query) => InTenant(Desk.Tenant.Id, writes: false, query);

    /// <summary>Runs SQL as the owner of the database, past row-level security, and returns the first value.</summary>
    protected async Task<object?> Sql(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(App.Database.Owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return await command.ExecuteScalarAsync();
    }

    protected async Task<T> InTenant<T>(Guid tenantId, bool writes, Func<DeskDb, Task<T>> work)
    {
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = CurrentActor.System(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<DeskDb>();
        // Not audited: what a test prepares must not be counted by what it asserts.
        return await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().Run(new WorkKind("Test", writes, false, null), () => work(db), CancellationToken.None);
    }
}

/// <summary>Sends requests as one actor, each in a scope of its own.</summary>
public sealed class Sender(IServiceProvider services, IActor actor)
{
    public async Task<TResult> Send<TResult>(IRequest<TResult> request)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = actor;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }
}
