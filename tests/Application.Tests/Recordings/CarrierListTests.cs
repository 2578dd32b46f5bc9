using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Recordings;

/// <summary>A carrier that lists its recordings without the ids of our calls.</summary>
public sealed class CarrierListTests(AppFixture app) : IntegrationTest(app), IClassFixture<AppFixture>
{
    [Fact]
    public async Task Two_calls_to_the_same_customer_get_each_its_own_recording()
    {
        var first = await Expected();
        Clock.Advance(TimeSpan.FromMinutes(2));
        var second = await Expected();
        CarrierRecording[] listed = [Listed("late", Clock.Now), Listed("early", Clock.Now.AddMinutes(-2))];

        await AsSystem().Send(new NoteCarrierRecordings.Command(first, listed));
        await AsSystem().Send(new NoteCarrierRecordings.Command(second, listed));

        Assert.Equal("early, late", string.Join(", ", await Read(db => db.Recordings.OrderBy(r => r.CreatedAt).Select(r => r.CarrierRecordingId).ToListAsync())));
    }

    [Fact]
    public async Task A_recording_that_failed_is_found_in_the_list_by_its_own_id()
    {
        var id = await Expected();
        await AsSystem().Send(new NoteCarrierRecordings.Command(id, [Listed("rec-1", Clock.Now)]));

        var compared = await AsSystem().Send(new CompareRecordings.Query(Desk.Number.Id, [Listed("rec-1", Clock.Now), Listed("of nobody", Clock.Now)]));

        Assert.Equal(("rec-1", 1, 1), (Assert.Single(compared.Gaps).Listed.Id, compared.OfCalls, compared.OfNoCall));
    }

    private static CarrierRecording Listed(string id, DateTimeOffset at) => new(id, $"session-{id}", "", CarrierRecordingState.Completed, 60, null, at);

    private async Task<Guid> Expected()
    {
        var escalation = await Saved(An.OpenEscalation());
        var call = Call.FromCustomer(escalation, Desk.Number, "+14155550101", $"ringout-{Guid.NewGuid():n}", Clock.Now);
        var recording = new Recording(call, 90, Clock.Now);
        call.TakeEvents();
        await Save(call);
        await Save(recording);
        return recording.Id;
    }
}
