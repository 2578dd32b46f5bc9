using System.Text.Json;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Persistence;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EscalationCqrs.Application.Tests.Persistence;

public sealed class UnitOfWorkTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task Of_fifty_claims_at_once_exactly_one_succeeds_with_one_row_of_everything()
    {
        var escalation = await Saved(An.OpenEscalation());
        var agents = Enumerable.Range(0, 50).Select(i => Desk.Staff($"Agent{i}", Roles.Staff)).ToList();
        await Save([.. agents]);
        var start = new TaskCompletionSource();

        var claims = agents.Select(async agent =>
        {
            await start.Task;
            try
            {
                return (await As(agent).Send(new ClaimEscalation.Command(escalation.Id))).AgentId;
            }
            catch (RuleViolation refused) when (refused.Code == "already_assigned")
            {
                return Guid.Empty;
            }
        }).ToList();
        start.SetResult();
        var winner = Assert.Single(await Task.WhenAll(claims), id => id != Guid.Empty);

        Assert.Equal(winner, await Read(db => db.Escalations.Select(e => e.OwnerId!.Value).SingleAsync()));
        Assert.Equal(winner, await Read(db => db.Assignments.Select(a => a.AgentId).SingleAsync()));
        Assert.Equal(winner, await Read(db => db.Events.Where(e => e.Type == EventTypes.Assigned).Select(e => e.OwnerId!.Value).SingleAsync()));
        Assert.Equal(winner, await Read(db => db.AuditEntries.Where(a => a.Outcome == AuditOutcome.Succeeded && a.Action == nameof(ClaimEscalation)).Select(a => a.ActorId!.Value).SingleAsync()));
        Assert.Equal(49, await Read(db => db.AuditEntries.CountAsync(a => a.Outcome == AuditOutcome.Refused && a.Code == "already_assigned")));
    }

    [Fact]
    public async Task A_command_leaves_one_audit_entry_that_says_what_changed_without_names_or_texts()
    {
        var escalation = await Saved(An.OpenEscalation());
        await As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id));

        var entry = await Read(db => db.AuditEntries.SingleAsync());

        Assert.Equal(("ClaimEscalation", "escalation", (Guid?)escalation.Id, AuditOutcome.Succeeded), (entry.Action, entry.ResourceType, entry.ResourceId, entry.Outcome));
        Assert.Equal((ActorKind.Staff, (Guid?)Desk.Agent.Id, "203.0.113.7"), (entry.ActorKind, entry.ActorId, entry.IpAddress));
        var changes = JsonDocument.Parse(entry.Changes).RootElement;
        Assert.Equal(["pending", "assigned"], changes.GetProperty("state").EnumerateArray().Select(v => v.GetString()));
        Assert.Equal(Desk.Agent.Id, changes.GetProperty("ownerId")[1].GetGuid());
        Assert.Equal($"text({Desk.Agent.Email.Length})", changes.GetProperty("ownerEmail")[1].GetString());
        Assert.DoesNotContain(Desk.Agent.Email, entry.Changes);
        Assert.True(entry.Xid > 0 && entry.Seq > 0);
    }

    [Fact]
    public async Task A_command_that_changes_nothing_writes_nothing()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        var events = await Read(db => db.Events.CountAsync());

        await As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id));

        Assert.Equal(0, await Read(db => db.AuditEntries.CountAsync()));
        Assert.Equal(events, await Read(db => db.Events.CountAsync()));
    }

    [Fact]
    public async Task A_refused_command_changes_nothing_and_is_audited_on_its_own()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.OtherAgent });

        await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new ClaimEscalation.Command(escalation.Id)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Viewer).Send(new ClaimEscalation.Command(escalation.Id)));

        var entries = await Read(db => db.AuditEntries.OrderBy(a => a.Seq).ToListAsync());
        Assert.Equal([(AuditOutcome.Refused, "already_assigned", Desk.Agent.Id), (AuditOutcome.Denied, "permission_denied", Desk.Viewer.Id)],
            entries.Select(e => (e.Outcome, e.Code!, e.ActorId!.Value)));
        Assert.Equal(Desk.OtherAgent.Id, await Read(db => db.Escalations.Select(e => e.OwnerId!.Value).SingleAsync()));
    }

    [Fact]
    public async Task Reassigning_closes_one_interval_and_opens_the_next_in_one_save()
    {
        var escalation = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        Clock.Advance(TimeSpan.FromMinutes(5));

        await As(Desk.Supervisor).Send(new ReassignEscalation.Command(escalation.Id, Desk.OtherAgent.Id, null, "Shift ends"));

        var intervals = await Read(db => db.Assignments.OrderBy(a => a.FromAt).ToListAsync());
        Assert.Equal([(Desk.Agent.Id, (DateTimeOffset?)Clock.Now, (AssignmentEnd?)AssignmentEnd.Reassigned), (Desk.OtherAgent.Id, null, null)],
            intervals.Select(a => (a.AgentId, a.ToAt, a.End)));
    }

    [Fact]
    public async Task Events_keep_the_order_in_which_things_happened()
    {
        await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        var types = await Read(db => db.Events.OrderBy(e => e.Xid).ThenBy(e => e.Seq).Select(e => e.Type).ToListAsync());

        Assert.Equal([EventTypes.ConversationStarted, EventTypes.EscalationOpened, EventTypes.Assigned, EventTypes.BotPaused], types);
    }

    [Fact]
    public async Task What_was_saved_is_read_back_as_it_was()
    {
        var saved = await Saved(An.OpenEscalation() with { Priority = Priority.High, Owner = Desk.Agent });
        var read = await Read(db => db.Escalations.Include(e => e.Assignments).SingleAsync(e => e.Id == saved.Id));

        Assert.Equal(saved.Marks, read.Marks);
        Assert.Equal((saved.Targets, saved.State, saved.DueAt, saved.Tags), (read.Targets, read.State, read.DueAt, read.Tags));
        Assert.Equal(Desk.Agent.Id, Assert.Single(read.Assignments).AgentId);
        Assert.NotEqual(0u, read.Version);
    }

    [Fact]
    public async Task A_query_cannot_write()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => Read(db => db.Database.ExecuteSqlAsync($"update support.teams set name = 'x'")));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, Assert.IsType<PostgresException>(refused).SqlState);
    }

    [Fact]
    public Task One_use_case_cannot_hold_another() => InTenant(Desk.Tenant.Id, writes: false, async db =>
    {
        await using var scope = App.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        var kind = new WorkKind("Outer", false, false, null);
        return await Assert.ThrowsAsync<InvalidOperationException>(() => work.Run(kind, () => work.Run(kind, () => Task.FromResult(1), default), default));
    });

    [Fact]
    public async Task A_deadlock_runs_the_work_once_more()
    {
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = CurrentActor.System(Desk.Tenant.Id);
        var tries = 0;

        var result = await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().Run(new WorkKind("Test", true, false, null), async () =>
        {
            if (++tries == 1)
                await scope.ServiceProvider.GetRequiredService<DeskDb>().Database.ExecuteSqlRawAsync("do $$ begin raise exception 'lost' using errcode = '40P01'; end $$");
            return tries;
        }, CancellationToken.None);

        Assert.Equal(2, result);
    }

    [Fact]
    public async Task A_database_that_is_away_is_named_so()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");

        await Assert.ThrowsAsync<DatabaseAway>(() => new CrossTenant(nowhere).UnsealedTenants(default));
    }

    [Fact]
    public async Task What_is_asked_again_and_again_is_prepared_on_its_connection()
    {
        await using var connection = await App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        const string Again = "select 'asked again' || $1::text";

        for (var n = 0; n < 6; n++)
        {
            await using var command = new NpgsqlCommand(Again, connection) { Parameters = { new() { Value = "x" } } };
            await command.ExecuteScalarAsync();
        }

        await using var prepared = new NpgsqlCommand("select count(*) from pg_prepared_statements where statement = $1", connection) { Parameters = { new() { Value = Again } } };
        Assert.Equal(1L, await prepared.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Whoever_pools_connections_elsewhere_can_switch_preparing_off()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:App", $"{App.Database.App};Max Auto Prepare=0")]).Build();
        await using var services = new ServiceCollection().AddPersistence(configuration).BuildServiceProvider();

        Assert.Contains("Max Auto Prepare=0", services.GetRequiredService<NpgsqlDataSource>().ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commit_wakes_whoever_waits_for_events()
    {
        var signals = App.Services.GetRequiredService<ICommitSignals>();
        while (await signals.WaitForEvents(TimeSpan.Zero, default)) { }

        await Saved(An.OpenEscalation());

        Assert.True(await signals.WaitForEvents(TimeSpan.FromMinutes(1), default));
        Assert.False(await signals.WaitForEvents(TimeSpan.Zero, default));
    }
}
