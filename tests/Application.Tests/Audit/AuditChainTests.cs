using EscalationCqrs.Application.Audit;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EscalationCqrs.Application.Tests.Audit;

public sealed class AuditChainTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task A_whole_chain_is_found_whole_and_its_head_stays_the_same()
    {
        await Claimed();
        await Claimed();
        var sealing = await Seal();

        var verdict = await As(Desk.Manager).Send(new VerifyAudit.Query());

        Assert.Equal((true, 1L, 2L, 0), (verdict.Intact, verdict.Links, verdict.Entries, verdict.Unsealed));
        Assert.Equal(sealing.Hash, verdict.Head);
    }

    [Fact]
    public async Task Sealing_writes_no_entry_that_would_need_a_seal()
    {
        await Claimed();
        await Seal();

        var again = await Seal();

        Assert.Equal((1L, 0, null), (again.Link, again.Entries, again.Hash));
        Assert.Equal(1, await Read(db => db.AuditEntries.CountAsync()));
    }

    [Fact]
    public async Task Each_link_builds_on_the_one_before()
    {
        await Claimed();
        var first = await Seal();
        await Claimed();
        var second = await Seal();

        Assert.Equal((1L, 2L), (first.Link, second.Link));
        Assert.True((await As(Desk.Manager).Send(new VerifyAudit.Query())).Intact);
    }

    [Fact]
    public async Task Nobody_changes_or_removes_an_entry_not_even_the_owner_of_the_tables()
    {
        await Claimed();

        await Assert.ThrowsAsync<PostgresException>(() => Sql("update support.audit_entries set actor_name = 'Nobody' where tenant_id = $1", Desk.Tenant.Id));
        await Assert.ThrowsAsync<PostgresException>(() => Sql("delete from support.audit_entries where tenant_id = $1", Desk.Tenant.Id));
        await Assert.ThrowsAnyAsync<Exception>(() => Write(db => db.AuditEntries.ExecuteDeleteAsync()));
    }

    [Theory]
    [InlineData("update support.audit_entries set actor_name = 'Nobody' where tenant_id = $1 and seq = (select min(seq) from support.audit_entries where tenant_id = $1)", "entries_changed")]
    [InlineData("update support.audit_entries set changes = '{}' where tenant_id = $1 and seq = (select max(seq) from support.audit_entries where tenant_id = $1)", "entries_changed")]
    [InlineData("delete from support.audit_entries where tenant_id = $1 and seq = (select min(seq) from support.audit_entries where tenant_id = $1)", "entries_added_or_removed")]
    [InlineData("update support.audit_seals set link = 7 where tenant_id = $1 and link = 1", "missing_link")]
    public async Task What_the_owner_forges_with_triggers_off_is_found(string forgery, string problem)
    {
        await Claimed();
        await Claimed();
        await Seal();

        await Sql($"begin; set local session_replication_role = replica; {forgery.Replace("$1", $"'{Desk.Tenant.Id}'")}; commit");

        var verdict = await As(Desk.Manager).Send(new VerifyAudit.Query());
        Assert.False(verdict.Intact);
        Assert.Equal((1L, problem), (verdict.Broken!.Link, verdict.Broken.Problem));
    }

    [Fact]
    public async Task Only_those_who_may_read_the_audit_verify_it() =>
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new VerifyAudit.Query()));

    [Fact]
    public async Task Nobody_but_the_desk_seals() =>
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Admin).Send(new SealAudit.Command()));

    [Fact]
    public async Task The_list_pages_without_gaps_and_filters_by_actor_and_outcome()
    {
        for (var i = 0; i < 5; i++)
            await Claimed();
        var owned = await Saved(An.OpenEscalation() with { Owner = Desk.OtherAgent });
        await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new ClaimEscalation.Command(owned.Id)));

        var first = await As(Desk.Manager).Send(new ListAuditEntries.Query(ActorId: Desk.Agent.Id, Limit: 4));
        var second = await As(Desk.Manager).Send(new ListAuditEntries.Query(ActorId: Desk.Agent.Id, Limit: 4, Cursor: first.NextCursor));

        Assert.Equal((4, 2), (first.Items.Count, second.Items.Count));
        Assert.Equal(6, first.Items.Concat(second.Items).Select(e => e.Id).Distinct().Count());
        var refused = Assert.Single((await As(Desk.Manager).Send(new ListAuditEntries.Query(Outcome: AuditOutcome.Refused))).Items);
        Assert.Equal(("ClaimEscalation", "already_assigned"), (refused.Action, refused.Code));
    }

    [Fact]
    public async Task Another_tenants_entries_are_not_seen()
    {
        await Claimed();
        var other = await NewDesk();

        Assert.Empty((await As(other.Manager).Send(new ListAuditEntries.Query())).Items);
    }

    /// <summary>Entries are sealed once no transaction in flight can precede them; other tests' may.</summary>
    private async Task<SealAudit.Result> Seal()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((bool)(await Sql("select exists (select from support.audit_entries where tenant_id = $1 and xid >= pg_snapshot_xmin(pg_current_snapshot()))", Desk.Tenant.Id))!)
            await Task.Delay(20, limit.Token);
        return await AsSystem().Send(new SealAudit.Command());
    }

    private async Task Claimed() => await As(Desk.Agent).Send(new ClaimEscalation.Command((await Saved(An.OpenEscalation())).Id));
}
