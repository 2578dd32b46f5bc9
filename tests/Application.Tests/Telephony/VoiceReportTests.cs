using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Telephony;

/// <summary>What the carrier reports about calls and what was recorded of them.</summary>
public sealed class VoiceReportTests(TelephonyFixture app) : TelephonyTest(app)
{
    [Fact]
    public async Task That_nothing_was_recorded_while_it_rang_does_not_take_the_message_away()
    {
        var call = await Called();
        await Says(call, "RE2", "completed", seconds: 7, message: true);

        await Says(call, "RE1", "absent");

        var message = await Read(db => db.Recordings.SingleAsync());
        Assert.Equal((RecordingState.Available, "RE2"), (message.State, message.CarrierRecordingId));
        await Says(call, "RE2", "absent");
        Assert.Equal(RecordingState.Missing, (await Read(db => db.Recordings.SingleAsync())).State);
    }

    [Fact]
    public async Task A_message_after_a_recording_of_the_ringing_is_a_recording_of_its_own()
    {
        var call = await Called();
        await Says(call, "RE1", "in-progress");
        await Says(call, "RE1", "completed", seconds: 3, channels: 2);

        await Says(call, "RE2", "in-progress");
        await Says(call, "RE2", "completed", seconds: 12, message: true);
        await Says(call, "RE1", "completed", seconds: 3, channels: 2);
        await Hears(call, "RE2", "My parcel is lost");

        var recordings = await Read(db => db.Recordings.OrderBy(r => r.CarrierRecordingId).ToListAsync());
        Assert.Equal([("RE1", 3, 2, null), ("RE2", 12, 1, "My parcel is lost")], recordings.Select(r => (r.CarrierRecordingId!, r.DurationSeconds!.Value, r.Channels!.Value, r.Transcript)));
        Assert.All(recordings, r => Assert.Equal(RecordingState.Available, r.State));
        Assert.Equal(CallOutcome.Voicemail, (await Read(db => db.Calls.SingleAsync())).Outcome);
        var facts = (await As(Desk.Admin).Send(new Application.Escalations.GetTimeline.Query(recordings[0].EscalationId))).Items.First(i => i.CallId == call).Call!;
        Assert.Equal(recordings.OrderBy(r => r.CreatedAt).Select(r => r.Id), facts.Recordings.Select(r => r.Id));
    }

    [Theory]
    [InlineData("+266696687")]
    [InlineData("+7378742833")]
    [InlineData("+2562533")]
    [InlineData("+8656696")]
    [InlineData("+86282452253")]
    [InlineData("anonymous")]
    [InlineData("")]
    public async Task Callers_who_withhold_their_number_are_no_customer_and_their_reports_no_trouble(string from)
    {
        await Call(Signed("voice-status", "", ("CallSid", "CA1"), ("CallStatus", "completed"), ("From", from), ("To", Desk.Number.E164)));
        await Process();

        var receipt = await Read(db => db.WebhookReceipts.SingleAsync());
        Assert.Equal((WebhookState.Processed, "number_withheld"), (receipt.State, receipt.Error));
        Assert.Equal(0, await Read(db => db.Customers.CountAsync()));
    }

    [Fact]
    public async Task A_call_that_came_to_nothing_before_it_could_be_answered_is_missed()
    {
        await Call(Signed("voice-status", "", ("CallSid", "CA1"), ("CallStatus", "completed"), ("From", CustomerPhone), ("To", Desk.Number.E164)));
        await Process();

        Assert.Equal(CallOutcome.Missed, (await Read(db => db.Calls.SingleAsync())).Outcome);
        Assert.Equal(CustomerPhone, (await Read(db => db.Customers.SingleAsync())).Phone);
    }

    private async Task<Guid> Called()
    {
        var call = Domain.Calls.Call.FromCustomer(await Escalation(), Desk.Number, CustomerPhone, "CA1", Clock.Now);
        await Save(call);
        return call.Id;
    }

    private async Task Says(Guid call, string recording, string status, int seconds = 0, int channels = 1, bool message = false)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Call(Signed("recording-status", $"?c={call}", ("CallSid", "CA1"), ("RecordingSid", recording), ("RecordingStatus", status), ("RecordingUrl", $"https://api.twilio.com/{recording}"),
            ("RecordingDuration", $"{seconds}"), ("RecordingChannels", $"{channels}"), ("RecordingSource", message ? "RecordVerb" : "DialVerb")));
        await Process();
    }

    private async Task Hears(Guid call, string recording, string words)
    {
        await Call(Signed("recording-status", $"?c={call}", ("CallSid", "CA1"), ("RecordingSid", recording), ("TranscriptionText", words)));
        await Process();
    }
}
