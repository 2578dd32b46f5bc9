using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Recordings;

public sealed class SearchRecordingsTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task A_recording_is_found_by_what_was_said_and_by_who_spoke()
    {
        var (wanted, _) = await Recorded("Mai Trần", "Cái gói hàng chưa đến, the parcel with the zebra");
        await Recorded("Somebody Else", "About an invoice");

        Assert.Equal([wanted.Id], await Found("zebra"));
        Assert.Equal([wanted.Id], await Found("PARCEL goi hang"));
        Assert.Equal([wanted.Id], await Found("tran zebra"));
        Assert.Empty(await Found("tran invoice"));
        Assert.Empty(await Found("%%%"));
        Assert.Empty(await Found("ze"));
        Assert.Equal([wanted.Id], (await As(Desk.Admin).Send(new ListRecordings.Query(RecordingState.Expected, Q: "zebra"))).Items.Select(r => r.Id));
        Assert.Empty((await As(Desk.Admin).Send(new ListRecordings.Query(RecordingState.Stored, Q: "zebra"))).Items);
        Assert.Empty((await As(Desk.Admin).Send(new ListRecordings.Query(HoldOnly: true, Q: "zebra"))).Items);
    }

    [Fact]
    public async Task A_name_that_became_known_later_finds_the_recording()
    {
        var (wanted, _) = await Recorded(null, "Hello");
        await Write(async db => (await db.Customers.SingleAsync()).Learn("Zenobia Quill", null, null));

        Assert.Equal([wanted.Id], await Found("zenobia quill"));
    }

    [Fact]
    public async Task What_the_viewer_does_not_see_is_not_found_and_neither_is_another_tenants()
    {
        var (wanted, escalation) = await Recorded("Carmen", "the zebra");
        var other = await NewDesk();
        Assert.Equal([wanted.Id], await Found("zebra"));

        Assert.Empty((await As(other.Admin).Send(new ListRecordings.Query(Q: "zebra"))).Items);
        await Write(async db => (await db.Escalations.Include(e => e.Assignments).SingleAsync(e => e.Id == escalation.Id)).Claim(Desk.OtherAgent, AssignmentCause.Claim, new(Domain.Shared.ActorKind.Staff, Desk.OtherAgent.Id, "Bao"), Clock.Now));
        await Sql("update support.escalations set team_id = $1 where id = $2", Desk.Team.Id, escalation.Id);
        Assert.Empty((await As(Desk.Agent).Send(new ListRecordings.Query(Q: "zebra"))).Items);
        Assert.Single((await As(Desk.OtherAgent).Send(new ListRecordings.Query(Q: "zebra"))).Items);
    }

    [Fact]
    public async Task Pages_of_a_search_go_on_where_the_last_one_ended()
    {
        List<Guid> all = [];
        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            all.Insert(0, (await Recorded("Carmen", "the zebra")).Recording.Id);
        }

        List<Guid> found = [];
        string? cursor = null;
        do
        {
            var page = await As(Desk.Admin).Send(new ListRecordings.Query(Q: "zebra", Cursor: cursor, Limit: 2));
            found.AddRange(page.Items.Select(r => r.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(all, found);
    }

    [Fact]
    public async Task A_rare_word_among_many_is_found_through_its_index()
    {
        var (wanted, _) = await Recorded("Carmen", "the walrus");
        Clock.Advance(TimeSpan.FromMinutes(1));
        var (model, _) = await Recorded("Carmen", "the parcel");
        await Sql("""
            insert into communications.calls select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'carrier_call_id', 'CA' || g))).* from communications.calls c cross join generate_series(1, 2500) g where c.id = $1
            """, model.CallId);
        await Sql("""
            insert into communications.recordings (tenant_id, id, call_id, conversation_id, escalation_id, customer_id, number_id, state, peaks, retention_days, accessed_count, attempts, progress, created_at, transcript)
            select r.tenant_id, gen_random_uuid(), c.id, r.conversation_id, r.escalation_id, r.customer_id, r.number_id, r.state, r.peaks, 90, 0, 0, 0, r.created_at + interval '1 minute', 'the parcel'
            from communications.recordings r join communications.calls c on c.tenant_id = r.tenant_id and c.id <> r.call_id and c.escalation_id = r.escalation_id where r.id = $1
            """, model.Id);

        Assert.Equal([wanted.Id], await Found("walrus"));
        Assert.Equal(50, (await Found("parcel")).Count());
    }

    private async Task<IEnumerable<Guid>> Found(string words) => (await As(Desk.Admin).Send(new ListRecordings.Query(Q: words))).Items.Select(r => r.Id);

    private async Task<(Recording Recording, Escalation Escalation)> Recorded(string? customer, string words)
    {
        var escalation = await Saved(An.OpenEscalation() with { Conversation = A.Conversation() with { Customer = A.Customer() with { Name = customer } } });
        var call = Call.FromCustomer(escalation, Desk.Number, "+14155550101", $"CA{Guid.NewGuid():n}", Clock.Now);
        var recording = new Recording(call, 90, Clock.Now);
        recording.Transcribe(words);
        call.TakeEvents();
        await Save(call);
        await Save(recording);
        return (recording, escalation);
    }
}
